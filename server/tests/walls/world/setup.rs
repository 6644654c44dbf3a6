//! What stands in the world before anybody asks: the shelves, and two customers with everything a customer can have.

use super::*;

pub(super) fn code_of(role: &impl serde::Serialize) -> String {
    serde_json::to_value(role).unwrap().as_str().unwrap().to_owned()
}

pub(super) async fn arrange(db: &TestDb, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&db.owner).await.unwrap();
}

pub(super) async fn person(db: &TestDb, name: &str) -> PersonId {
    let person = PersonId::new();
    let email = format!("{}@example.com", name.replace(':', "-").to_lowercase());
    let sql =
        format!("insert into accounts.people (id, email, name) values ('{person}', '{email}', '{name}')");
    arrange(db, sql).await;
    person
}

/// A session as signing in leaves it.
pub(super) async fn session(db: &TestDb, person: PersonId, company: Option<CompanyId>) -> String {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).unwrap();
    let token = URL_SAFE_NO_PAD.encode(bytes);
    sqlx::query(
        "insert into accounts.sessions (token_hash, person_id, kind, company_id, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, now(), now(), now() + interval '1 hour')",
    )
    .bind(Sha256::digest(token.as_bytes()).to_vec())
    .bind(person.0)
    .bind(if company.is_some() { "buyer" } else { "staff" })
    .bind(company.map(|c| c.0))
    .execute(&db.owner)
    .await
    .unwrap();
    token
}

/// One part with stock, a common price, a cost and a floor.
pub(super) async fn shelves(db: &TestDb) -> SkuId {
    let (sku, list) = (SkuId::new(), Uuid::now_v7());
    let (category, family) = (CATEGORY, FAMILY);
    let key = domain::catalog::part_number::strict_key(PART);
    let sha256: [u8; 32] = Sha256::digest(PAPER).into();
    let (paper, bytes) = (domain::catalog::files::service::hex(&sha256), PAPER.len());
    let folder = files_of(db).join(&paper[..2]);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(&paper), PAPER).unwrap();
    let [supplier, another, _] = SAVED;
    arrange(db, format!(
        "insert into catalog.categories (id, code, name_zh, name_en) values ('{category}', 'bearings', '轴承', 'Bearings');
         insert into catalog.families (id, category_id, code, name_zh, name_en) values ('{family}', '{category}', 'deep', '深沟', 'Deep');
         insert into catalog.skus (id, family_id, part_number, part_key) values ('{sku}', '{family}', '{PART}', '{key}');
         insert into catalog.parameters (id, code, name_zh, name_en, kind) values ('{PARAMETER}', 'seal', '密封', 'Seal', 'enum');
         insert into catalog.category_parameters (category_id, parameter_id) values ('{category}', '{PARAMETER}');
         insert into catalog.documents (id, family_id, kind, title_zh, title_en, language) values ('{DOCUMENT}', '{family}', 'datasheet', '数据表', 'Sheet', 'both');
         insert into catalog.document_files (id, document_id, number, sha256, media_type, bytes, uploaded_by, uploaded_at)
           values ('{FILE}', '{DOCUMENT}', 1, '\\x{paper}', 'application/pdf', {bytes}, '{DOCUMENT}', now());
         insert into catalog.imports (id, person_id, file_name, mapping, state, created_at) values
           ('{IMPORT}', '{DOCUMENT}', 'parts.csv', '{{\"columns\": {{\"columns\": [{{\"header\": \"a\", \"is\": \"\"}}]}}}}', 'waiting', now());
         insert into app.import_mappings (kind, name, mapping, saved_by, saved_at) select 'catalogue', name,
           '{{\"columns\": {{\"columns\": []}}}}', '{DOCUMENT}', '2026-01-05T00:00:00Z' from unnest(array['{supplier}', '{another}']) name;
         insert into app.import_mappings (kind, name, mapping, saved_by, saved_at) values
           ('customers', '{supplier}', '{{\"name\": \"name\"}}', '{DOCUMENT}', '2026-01-05T00:00:00Z');
         insert into pricing.files (id, person_id, file_name, header, list, starts_on, created_at) values
           ('{PRICES}', '{HOUSE}', 'maker.csv', '[\"Artikel\", \"Preis\"]', '', '2030-01-01', now());
         insert into pricing.file_rows (file_id, part, rows, unread, count) values
           ('{PRICES}', 0, '[[2, [\"{PART}\", \"9.75\"]]]', '[]', 1);
         insert into accounts.customer_imports (id, person_id, file_name, state, header, rows, columns, report, problems, created_at) values
           ('{CUSTOMERS}', '{DOCUMENT}', 'customers.csv', 'waiting', '[\"code\", \"name\"]', '[[2, [\"C-NEW1\", \"New Ltd\"]]]',
            '{{\"fields\": [\"code\", \"name\"]}}', '{{\"version\": 0, \"rows\": 1, \"added\": 1, \"changed\": 0, \"unchanged\": 0, \"refused\": 0, \"differences\": [], \"problems\": []}}', '[]', now());
         insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01');
         insert into pricing.lists (id, kind, code, name, valid_from) values ('{list}', 'base', 'BASE', '面价', '2020-01-01');
         insert into pricing.lines (list_id, sku_id, unit_price, valid_from) values ('{list}', '{sku}', {BASE}, '2020-01-01');
         insert into pricing.changes (id, number, title, reason, starts_on, created_by, created_at, hands) values
           ('{DOCUMENT}', '{CHANGE}', 'Walls', 'test', '2030-01-01', '{HOUSE}', now(), array['{HOUSE}'::uuid]);
         insert into pricing.change_lines (change_id, list_id, sku_id, valid_from, unit_price) values
           ('{DOCUMENT}', '{list}', '{sku}', '2030-01-01', {BASE});
         insert into pricing.costs (sku_id, cost) values ('{sku}', {COST});
         insert into pricing.floors (id, sku_id, min_price) values (gen_random_uuid(), '{sku}', {FLOOR});
         insert into inventory.movements (id, sku_id, delta, reason) values (gen_random_uuid(), '{sku}', 1000, 'opening')"
    )).await;
    sku
}

/// A customer with members, an address, a contract, a shipped and a waiting order, money, statement, dispute, invoice and
/// an open cart; and the words that tell it is he.
pub(super) async fn customer(
    db: &TestDb,
    tokens: &mut HashMap<String, String>,
    sku: SkuId,
    tag: &str,
    price: &str,
    quantity: &str,
) -> (Side, Vec<String>) {
    let (company, address, list) = (CompanyId::new(), AddressId::new(), Uuid::now_v7());
    let code = format!("C-{tag}1");
    arrange(db, format!(
        "insert into accounts.companies (id, code, name, uscc) values ('{company}', '{code}', 'Firm {tag} Ltd', '91350100{tag}00001');
         insert into receivables.accounts (company_id, credit_limit) values ('{company}', 10000);
         insert into accounts.addresses (id, company_id, recipient, phone, region, street, is_default)
         values ('{address}', '{company}', 'Rcpt{tag}', '139{}', 'Region{tag}', 'Street{tag}', true);
         insert into pricing.lists (id, kind, company_id, code, name, valid_from) values ('{list}', 'contract', '{company}', 'CT-{tag}', 'Contract {tag}', '2020-01-01');
         insert into pricing.lines (list_id, company_id, sku_id, unit_price, valid_from) values ('{list}', '{company}', '{sku}', {price}, '2020-01-01')",
        if tag == "ALFA" { "11112222" } else { "77778888" }
    )).await;
    let mut owner = None;
    for (name, role) in MEMBERS {
        let who = person(db, &format!("{name}{tag}")).await;
        let sql =
            format!("insert into accounts.memberships values ('{company}', '{who}', '{}')", code_of(&role));
        arrange(db, sql).await;
        owner = owner.or(Some(who));
        let token = session(db, who, Some(company)).await;
        match (tag, name) {
            ("ALFA", name) => tokens.insert(name.to_owned(), token),
            (_, "owner") => tokens.insert("other".to_owned(), token),
            _ => None,
        };
    }
    let now = domain::time::clock();
    let buyer = db.op(Actor::Buyer { person: owner.unwrap(), role: MemberRole::Owner }, Some(company), now);
    let clerk = person(db, &format!("clerk{tag}")).await;
    let house = db.op(Actor::Staff { person: clerk, roles: vec![StaffRole::Admin] }, Some(company), now);
    let shop = Shop { buyer: &buyer, house: &house, company, address, sku, tag };
    let own_number = own_number(&buyer, tag).await;
    let (order, mut words) = shop.order_to_invoice(quantity).await;
    words.push(format!("OWN-{tag}"));
    let side_quote;
    let mut side = Side {
        company: company.to_string(),
        code,
        address: address.to_string(),
        sku: sku.to_string(),
        part: PART.into(),
        own_number,
        ..order
    };
    let wanted = vec![(sku, Quantity::parse("2").unwrap())];
    cart::add_to_cart(&buyer, wanted).await.unwrap();
    cart::set_note(&buyer, sku, &format!("Cartnote{tag}")).await.unwrap();
    let open = cart::cart(&buyer).await.unwrap();
    (side.cart, side.cart_key) = (open.cart_id.to_string(), open.attempt_key.to_string());
    words.push(price.to_owned());
    let name = format!("Guest{tag}");
    let email = format!("{}@example.com", name.to_lowercase());
    let new = NewInvitation { email, name: name.clone(), role: "buyer".into(), language: "en".into() };
    side.invitation = invitations::invite(&buyer, new).await.unwrap().to_string();
    words.push(name);
    (side.quote, side_quote) = quoted(&house, tag).await;
    words.extend([side_quote, format!("Quotenote{tag}")]);
    side.answer = looked_for(&buyer, &house, tag).await;
    words.push(format!("Lost{tag}"));
    (side, words)
}

/// His own number for the part: on his pages and on his papers.
async fn own_number(buyer: &OpContext, tag: &str) -> String {
    let new = NewOwnNumber {
        number: format!("OWN-{tag}"),
        part_number: PART.into(),
        note: String::new(),
        printed: true,
    };
    own::save(buyer, None, &new).await.unwrap().to_string()
}

/// Prices offered to him for another quantity than he orders; id and number.
async fn quoted(house: &OpContext, tag: &str) -> (String, String) {
    let new = NewQuote {
        lines: format!("{PART} 500 {}", if tag == "ALFA" { "36.6363" } else { "38.3838" }),
        last_day: (house.today() + chrono::Days::new(30)).to_string(),
        note: format!("Quotenote{tag}"),
        reason: String::new(),
    };
    let id = quotes::offer_quote(house, &new).await.unwrap();
    let (quote, _) = quotes::load_quote(house, id).await.unwrap();
    (id.to_string(), quote.brief.number)
}

/// Something he looked for in vain, answered by the desk.
async fn looked_for(buyer: &OpContext, house: &OpContext, tag: &str) -> String {
    let text = format!("Lost{tag}");
    keep(buyer, &text).await.unwrap();
    answer_by_sku(house, &text.to_lowercase(), PART).await.unwrap().to_string()
}

struct Shop<'a> {
    buyer: &'a OpContext,
    house: &'a OpContext,
    company: CompanyId,
    address: AddressId,
    sku: SkuId,
    tag: &'a str,
}

impl Shop<'_> {
    async fn order_to_invoice(&self, quantity: &str) -> (Side, Vec<String>) {
        let (tag, buyer, house) = (self.tag, self.buyer, self.house);
        let quantity = Quantity::parse(quantity).unwrap();
        cart::add_to_cart(buyer, vec![(self.sku, quantity)]).await.unwrap();
        let open = cart::cart(buyer).await.unwrap();
        let placed = placing::place_order(
            buyer,
            Checkout {
                company: self.company,
                cart_id: open.cart_id,
                key: open.attempt_key,
                seen: String::new(),
                destination: Destination::Known(self.address),
                po_number: format!("PO-{tag}-1"),
                requested_on: String::new(),
                note: format!("Note{tag}"),
                payment: Payment::Account,
                from_stock_only: false,
                floor_reason: String::new(),
                again: false,
            },
        )
        .await
        .unwrap();
        let order = orders::load_order(buyer, placed.order_id).await.unwrap();
        let line = order.lines[0].line_id;
        // one stays to be shipped
        let part = Quantity::new(quantity.get() - rust_decimal::Decimal::ONE).unwrap();
        let shipment = shipping::ship(
            house,
            NewShipment {
                order_id: placed.order_id,
                carrier: "shunfeng".into(),
                tracking_number: format!("SF{tag}0001"),
                lines: vec![(line, part)],
                key: AttemptKey::new(),
            },
        )
        .await
        .unwrap();
        shipping::add_tracking_event(
            house,
            NewEvent {
                shipment_id: shipment,
                happened_at: house.now,
                state: TrackingState::InTransit,
                place: format!("Place{tag}"),
                description: format!("Said{tag}"),
            },
        )
        .await
        .unwrap();
        receivables::record_receipt(
            house,
            self.company,
            NewReceipt {
                received_on: house.today(),
                amount: "12.34".parse().unwrap(),
                bank_reference: format!("Bank{tag}"),
                note: format!("Receiptnote{tag}"),
                key: AttemptKey::new(),
            },
        )
        .await
        .unwrap();
        let from = house.today() - chrono::Days::new(30);
        let statement = statements::issue_statement(house, self.company, from, house.today()).await.unwrap();
        let note = format!("Disputed{tag}");
        let dispute = statements::dispute(buyer, statement, 1, DisputeReason::Other, &note).await.unwrap();
        let invoice = invoices::issue_invoice(house, self.company, None).await.unwrap();
        let stated = statements::load_statement(buyer, statement).await.unwrap().issued.unwrap().number;
        let invoiced = invoices::load_invoice(buyer, invoice).await.unwrap().number;
        let parcel = shipping::order_shipments(buyer, placed.order_id).await.unwrap().remove(0).number;
        let mut words: Vec<String> = ["Firm #", "Rcpt#", "Street#", "PO-#-1", "Note#", "SF#0001", "Place#"]
            .into_iter()
            .chain(["Said#", "Disputed#", "owner#", "Cartnote#"])
            .map(|word| word.replace('#', tag))
            .collect();
        words.extend([order.number, stated, invoiced, parcel]);
        let side = Side {
            order: placed.order_id.to_string(),
            line: line.to_string(),
            shipment: shipment.to_string(),
            statement: statement.to_string(),
            dispute: dispute.to_string(),
            invoice: invoice.to_string(),
            ..Side::default()
        };
        (side, words)
    }
}
