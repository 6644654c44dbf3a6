//! The command line. Commands work beside a running server of the same data folder.

use crate::boot::{BootError, House, Opening};
use crate::config::Config;
use clap::{Parser, Subcommand};
use domain::accounts::bootstrap::{self, NewPerson};
use domain::accounts::password;
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::accounts::service::all_companies;
use domain::lang::Lang;
use serde_json::json;
use std::io::BufRead;

/// Tradecounter, the trade counter that never closes.
#[derive(Debug, Parser)]
#[command(name = "tradecounter", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open for business (what happens without a command).
    Serve,
    /// Bring the schema up to date and stop.
    Migrate,
    /// List things.
    List {
        #[command(subcommand)]
        what: Listing,
    },
    /// Bring files in.
    Import {
        #[command(subcommand)]
        what: Importing,
    },
    /// Prices.
    Price {
        #[command(subcommand)]
        what: Pricing,
    },
    /// Check every stored sum against what it is the sum of; fails when one is not.
    Reconcile {
        /// One JSON object per fault.
        #[arg(long)]
        json: bool,
    },
    /// Add a member of staff; the password is read from standard input.
    AddStaff {
        /// E-mail to sign in with.
        email: String,
        /// Name.
        name: String,
        /// customer-service, sales, warehouse, finance or admin; may be repeated.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
    },
    /// Add a person to a customer; the password is read from standard input.
    AddMember {
        /// E-mail to sign in with.
        email: String,
        /// Name.
        name: String,
        /// Number of the company, such as C-10001.
        #[arg(long)]
        company: String,
        /// owner, buyer, finance or viewer.
        #[arg(long, default_value = "buyer")]
        role: String,
    },
    /// Set somebody's password, read from standard input, and end his sessions.
    SetPassword {
        /// E-mail to sign in with.
        email: String,
    },
}

#[derive(Debug, Subcommand)]
enum Importing {
    /// Parts with their parameters.
    Catalogue(Box<crate::import::CatalogueArgs>),
    /// Prices, contracts and percentages, into a price change.
    Prices(Box<crate::import::prices::PriceArgs>),
    /// Customers: number, name, tax number, kind, group, company above, phone, payment days, credit limit.
    Companies(Box<crate::import::companies::CompaniesArgs>),
    /// Take an import back: what it changed is as it was, what it brought is withdrawn.
    Undo(crate::import::UndoArgs),
}

#[derive(Debug, Subcommand)]
enum Listing {
    /// Customers.
    Companies {
        /// One JSON object per line.
        #[arg(long)]
        json: bool,
    },
    /// Parts, by part number.
    Skus {
        /// No more than so many.
        #[arg(long, default_value_t = 100)]
        limit: usize,
        /// One JSON object per line.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
enum Pricing {
    /// Why a company would pay what.
    Explain(crate::price::ExplainArgs),
}

impl Cli {
    /// Whether this is the server itself.
    pub fn serves(&self) -> bool {
        matches!(self.command, None | Some(Command::Serve))
    }

    /// Runs a command other than `serve`.
    ///
    /// # Errors
    /// [`BootError`] with the remedy.
    pub async fn run(self, config: Config) -> Result<(), BootError> {
        let purpose =
            if matches!(self.command, Some(Command::Migrate)) { Opening::Migrate } else { Opening::Command };
        let house = House::open(&config, purpose).await?;
        let done = match self.command {
            None | Some(Command::Serve | Command::Migrate) => Ok(()),
            Some(Command::List { what: Listing::Companies { json } }) => companies(&house, json).await,
            Some(Command::List { what: Listing::Skus { limit, json } }) => skus(&house, limit, json).await,
            Some(Command::Price { what: Pricing::Explain(args) }) => {
                Ok(crate::price::explain(&house.op(None), &args).await?)
            }
            Some(Command::Reconcile { json }) => reconciled(&house, json).await,
            Some(Command::Import { what: Importing::Catalogue(args) }) => {
                crate::import::run(*args, &house.op(None)).await
            }
            Some(Command::Import { what: Importing::Prices(args) }) => {
                crate::import::prices::run(*args, &house.op(None)).await
            }
            Some(Command::Import { what: Importing::Companies(args) }) => {
                crate::import::companies::run(*args, &house.op(None)).await
            }
            Some(Command::Import { what: Importing::Undo(args) }) => {
                crate::import::undo(&args, &house.op(None)).await
            }
            Some(Command::AddStaff { email, name, roles }) => add_staff(&house, email, name, &roles).await,
            Some(Command::AddMember { email, name, company, role }) => {
                add_member(&house, email, name, &company, &role).await
            }
            Some(Command::SetPassword { email }) => set_password(&house, &email).await,
        };
        house.close().await;
        done
    }
}

async fn companies(house: &House, as_json: bool) -> Result<(), BootError> {
    for company in all_companies(&house.op(None)).await? {
        if as_json {
            say!("{}", json!({ "id": company.id, "code": company.code, "name": company.name }));
        } else {
            say!("{:10} {}", company.code, company.name);
        }
    }
    Ok(())
}

async fn skus(house: &House, limit: usize, as_json: bool) -> Result<(), BootError> {
    let catalog = domain::catalog::Catalog::load(&house.pools.worker).await?;
    for sku in domain::catalog::service::list_skus(&catalog, limit) {
        if as_json {
            say!("{}", json!(sku));
        } else {
            say!("{:40} {}", sku.part_number, sku.name_zh);
        }
    }
    Ok(())
}

async fn reconciled(house: &House, as_json: bool) -> Result<(), BootError> {
    let faults = domain::receivables::reconcile::reconcile(&house.pools.staff).await?;
    for fault in &faults {
        if as_json {
            say!("{}", json!({ "promise": fault.promise, "object": fault.object }));
        } else {
            say!("{}: {}", fault.promise, fault.object);
        }
    }
    match faults.len() {
        0 => {
            say!("{}", if as_json { json!({ "faults": 0 }).to_string() } else { "all sums agree".into() });
            Ok(())
        }
        n => Err(BootError::Usage(format!("{n} sums disagree"))),
    }
}

async fn add_staff(house: &House, email: String, name: String, roles: &[String]) -> Result<(), BootError> {
    let roles: Vec<StaffRole> = roles.iter().map(|r| staff_role(r)).collect::<Result<_, _>>()?;
    let password = typed_password(password::STAFF_MIN)?;
    let person =
        bootstrap::add_person(&house.owner, NewPerson { email, name, language: Lang::Zh, password }).await?;
    for role in roles {
        bootstrap::add_staff_role(&house.owner, person, role).await?;
    }
    say!("added");
    Ok(())
}

fn staff_role(text: &str) -> Result<StaffRole, BootError> {
    Ok(match text {
        "customer-service" => StaffRole::CustomerService,
        "sales" => StaffRole::Sales,
        "warehouse" => StaffRole::Warehouse,
        "finance" => StaffRole::Finance,
        "admin" => StaffRole::Admin,
        other => {
            let known = "customer-service, sales, warehouse, finance, admin";
            return Err(BootError::Usage(format!("--role {other}: no such role; one of {known}")));
        }
    })
}

async fn add_member(
    house: &House,
    email: String,
    name: String,
    company: &str,
    role: &str,
) -> Result<(), BootError> {
    let known = all_companies(&house.op(None)).await?;
    let company = known
        .into_iter()
        .find(|c| c.code == company)
        .ok_or_else(|| BootError::Usage(format!("--company {company}: no such company")))?;
    let role = member_role(role)?;
    let password = typed_password(password::MEMBER_MIN)?;
    let new = NewPerson { email, name, language: Lang::Zh, password };
    let person = bootstrap::add_person(&house.owner, new).await?;
    bootstrap::add_membership(&house.pools.staff, company.id, person, role).await?;
    say!("added");
    Ok(())
}

fn member_role(text: &str) -> Result<MemberRole, BootError> {
    let known = "owner, buyer, finance, viewer";
    MemberRole::parse(text)
        .ok_or_else(|| BootError::Usage(format!("--role {text}: no such role; one of {known}")))
}

async fn set_password(house: &House, email: &str) -> Result<(), BootError> {
    let at_least = bootstrap::shortest_password(&house.owner, email).await?;
    if bootstrap::set_password(&house.owner, email, typed_password(at_least)?).await? {
        say!("changed; all sessions of {email} have ended");
        Ok(())
    } else {
        Err(BootError::Usage(format!("nobody signs in as {email}")))
    }
}

/// Passwords never stand on a command line, where other processes read them.
fn typed_password(at_least: usize) -> Result<String, BootError> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|e| BootError::Io("standard input".into(), e))?;
    let typed = line.trim_end_matches(['\r', '\n']).to_owned();
    let length = typed.chars().count();
    if (at_least..=password::MAX).contains(&length) {
        Ok(typed)
    } else {
        Err(BootError::Usage(format!(
            "the password on standard input needs {at_least} to {} characters",
            password::MAX
        )))
    }
}
