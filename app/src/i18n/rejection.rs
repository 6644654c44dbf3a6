//! Why the house says no, in the person's language: what is wrong and what to do.

use super::format;
use crate::api::AppError;
use domain::lang::Lang;
use domain::rejection::{CategoryName, FieldProblem, FileFault, Problem, Rejection, Thing};

/// One sentence for an error, for the note above a form.
pub fn sentence(error: &AppError, lang: Lang) -> String {
    let words = super::frame::words(lang);
    match error {
        AppError::Rejected(rejection) => rejected(rejection, lang),
        AppError::Incident(id) => format!("{} {id}", words.incident_lead),
        AppError::Busy | AppError::Transport => words.busy.to_owned(),
    }
}

fn rejected(rejection: &Rejection, lang: Lang) -> String {
    match lang {
        Lang::Zh => rejected_zh(rejection),
        Lang::En => rejected_en(rejection),
    }
}

fn rejected_zh(rejection: &Rejection) -> String {
    match rejection {
        Rejection::SignedOut => "登录已过期,请重新登录。".into(),
        Rejection::Forbidden => "您的角色不能做这一步,请找公司负责人。".into(),
        Rejection::NotFound => "没有找到,或者它不属于您当前的公司。".into(),
        Rejection::DrawnForOther => {
            "这一页是为另一家公司打开的,什么都没有提交。请回到当前公司再操作。".into()
        }
        Rejection::Stale => "内容刚被更改,请看最新状态后再提交。".into(),
        Rejection::Fields(problems) => match problems.as_slice() {
            [FieldProblem { problem: Problem::Missing, row: None, .. }] => "还有一处要填,下面标出了。".into(),
            [one] => with_row(one, Lang::Zh),
            many => format!("有 {} 处需要修改,其余已保留。", many.len()),
        },
        Rejection::TooMany { retry_after_seconds } => format!("尝试过多,请 {retry_after_seconds} 秒后再试。"),
        Rejection::WrongCredentials => "邮箱或密码不对。".into(),
        Rejection::LinkDead => "链接已失效:已经用过、被撤回,或者过期。".into(),
        Rejection::EmptyCart => "购物车是空的,先加入商品。".into(),
        Rejection::PriceChanged(changes) => {
            format!("{} 行的价格已变,下面是新价。按新价下单请再点一次。", changes.len())
        }
        Rejection::Short(lines) => {
            let parts: Vec<String> = lines
                .iter()
                .map(|l| format!("{} 现有 {}", l.part_number, format::quantity(l.available)))
                .collect();
            format!("现货不够:{}。", parts.join(","))
        }
        Rejection::AccountTradeOff => "贵公司尚未开通账期,请选择转账付款。".into(),
        Rejection::OnHold { reason } => format!("账户已冻结:{reason}。财务可以解除。"),
        Rejection::OverCredit { missing } => {
            format!("还差 ¥{} 授信。可以改为转账付款,或先付一部分。", format::amount(*missing))
        }
        Rejection::KeyReused { order_number } => {
            format!("已按此单下过单:{order_number}。之后的改动没有下单。")
        }
        Rejection::QuoteClosed => "这份报价已接受、已撤回或已过期。".into(),
        Rejection::MoreThanOpen { open } => format!("超过未完成的数量,最多 {}。", format::quantity(*open)),
        Rejection::AlreadyDone { document } => format!("已经做过:{document}。"),
        Rejection::TooLarge { rows, limit } => format!(
            "结果有 {} 行,一个文件最多 {} 行,没有导出。请加筛选条件,分几次导出。",
            format::count(*rows as usize),
            format::count(*limit as usize)
        ),
        Rejection::NoPrice { part_number } => format!("{part_number} 还没有价格,请询价。"),
        Rejection::NeedsApproval { part_number } => {
            format!("{part_number} 的价格低于您可以给的价:须由有权批准的同事说明理由后来做。")
        }
        Rejection::PrepaymentMissing { missing } => {
            format!("款到发货:还差 ¥{} 预付款。", format::amount(*missing))
        }
        Rejection::DisputesOpen { count } => format!("还有 {count} 行差异未解决,先解决再确认。"),
    }
}

fn rejected_en(rejection: &Rejection) -> String {
    match rejection {
        Rejection::SignedOut => "Your session has ended. Sign in again.".into(),
        Rejection::Forbidden => "Your role may not do this; ask your company's owner.".into(),
        Rejection::NotFound => "Not found, or not of the company you act for.".into(),
        Rejection::DrawnForOther => {
            "This page was drawn for another company; nothing was sent. Go on from the present one.".into()
        }
        Rejection::Stale => "It was changed just now. Look at the present state and send again.".into(),
        Rejection::Fields(problems) => match problems.as_slice() {
            [FieldProblem { problem: Problem::Missing, row: None, .. }] => {
                "Needed: one entry below is empty.".into()
            }
            [one] => with_row(one, Lang::En),
            many => format!("{} entries need a correction; the rest is kept.", many.len()),
        },
        Rejection::TooMany { retry_after_seconds } => {
            format!("Too many tries. Wait {retry_after_seconds} seconds.")
        }
        Rejection::WrongCredentials => "E-mail or password is wrong.".into(),
        Rejection::LinkDead => "This link is dead: used, withdrawn or too old.".into(),
        Rejection::EmptyCart => "The cart is empty; add parts first.".into(),
        Rejection::PriceChanged(changes) => {
            format!(
                "Prices of {} lines changed; the new ones are below. Press again to order at them.",
                changes.len()
            )
        }
        Rejection::Short(lines) => {
            let parts: Vec<String> = lines
                .iter()
                .map(|l| format!("{} has {}", l.part_number, format::quantity(l.available)))
                .collect();
            format!("Not enough in stock: {}.", parts.join(", "))
        }
        Rejection::AccountTradeOff => {
            "Your company has no account terms yet; choose payment by transfer.".into()
        }
        Rejection::OnHold { reason } => format!("The account is on hold: {reason}. Finance can lift it."),
        Rejection::OverCredit { missing } => {
            format!("¥{} over your credit. Pay by transfer, or pay a part first.", format::amount(*missing))
        }
        Rejection::KeyReused { order_number } => {
            format!("Already ordered as {order_number}; your later changes were not ordered.")
        }
        Rejection::QuoteClosed => {
            "This quote was accepted or withdrawn already, or its last day has passed.".into()
        }
        Rejection::MoreThanOpen { open } => {
            format!("More than is open; at most {}.", format::quantity(*open))
        }
        Rejection::AlreadyDone { document } => format!("Already done: {document}."),
        Rejection::TooLarge { rows, limit } => format!(
            "The result has {} rows and one file takes {} at most; nothing was written. Narrow it down and export it in parts.",
            format::count(*rows as usize),
            format::count(*limit as usize)
        ),
        Rejection::NoPrice { part_number } => format!("{part_number} has no price yet; ask for a quote."),
        Rejection::NeedsApproval { part_number } => format!(
            "The price of {part_number} is lower than you may grant. A colleague who may approve it can do this with a reason."
        ),
        Rejection::PrepaymentMissing { missing } => {
            format!("Ships after payment: ¥{} is still missing.", format::amount(*missing))
        }
        Rejection::DisputesOpen { count } => {
            format!("{count} disputed lines are open; settle them before confirming.")
        }
    }
}

/// A field's problem with its part or its row, when it has one.
pub fn with_row(problem: &FieldProblem, lang: Lang) -> String {
    let text = field(&problem.problem, lang);
    if let Some(part) = &problem.part {
        return format!("{part}{}{text}", lang.pick(":", ": "));
    }
    match (problem.row, lang) {
        (None, _) => text,
        (Some(row), Lang::Zh) => format!("第 {row} 行:{text}"),
        (Some(row), Lang::En) => format!("Row {row}: {text}"),
    }
}

/// What a kind of file calls its fields, for a field that has no heading.
pub type FieldWords = fn(&str, Lang) -> &'static str;

/// The field of a problem: as the reader's own file calls it, else in his language.
pub fn called(problem: &FieldProblem, words: FieldWords, lang: Lang) -> String {
    if let Some(heading) = &problem.heading {
        return heading.to_string();
    }
    match problem.field.strip_prefix("column ") {
        Some(at) => format!("{}{at}{}", lang.pick("第 ", "column "), lang.pick(" 列", "")),
        None if problem.field == "row" => lang.pick("整行", "the whole row").to_owned(),
        None => match words(&problem.field, lang) {
            "" => problem.field.clone(),
            word => word.to_owned(),
        },
    }
}

/// A field's problem, to stand beside the field.
pub fn field(problem: &Problem, lang: Lang) -> String {
    match lang {
        Lang::Zh => field_zh(problem),
        Lang::En => field_en(problem),
    }
}

fn field_zh(problem: &Problem) -> String {
    match problem {
        Problem::Missing => "这里要填".into(),
        Problem::NotANumber { typed } => format!("\"{typed}\"读不懂,请填数字"),
        Problem::NotADate { typed } => format!("\"{typed}\"不是日期,请按 2026-11-30 填"),
        Problem::TooLong { max } => format!("太长,最多 {max} 个字"),
        Problem::TooShort { min } => format!("太短,至少 {min} 个字"),
        Problem::OutOfRange { typed } => format!("\"{typed}\"超出范围"),
        Problem::UnknownPart { typed } => format!("没有找到\"{typed}\""),
        Problem::Rounding(offer) => match offer.down {
            Some(down) => format!("可以订 {} 或 {}", format::quantity(down), format::quantity(offer.up)),
            None => format!("起订 {}", format::quantity(offer.up)),
        },
        Problem::UnknownChoice { typed } => format!("没有\"{typed}\"这个选项"),
        Problem::BelowFloor => "价格低于红线,要写明原因".into(),
        Problem::NeedsApproval => "价格低于红线,须由有权批准的同事来报".into(),
        Problem::NoSuch { thing, typed } => no_such(*thing, typed, Lang::Zh),
        Problem::SeveralCalled { thing, typed } => several_called(*thing, typed, Lang::Zh),
        Problem::IsFamily { typed, categories } => is_family(typed, categories, Lang::Zh),
        Problem::Differs => "两次输入的不一样".into(),
        Problem::Taken => "已被使用,请核对或换一个".into(),
        Problem::UsedForOther { typed } => format!("料号\"{typed}\"已经对应另一个型号,请先改那一行"),
        Problem::Twice { typed } => format!("\"{typed}\"在前面的行里已经出现,请只留一行"),
        Problem::Ambiguous { typed } => format!("有几个型号都可以写作\"{typed}\",请写完整"),
        Problem::Circle { typed } => format!("\"{typed}\"不能替代它自己"),
        Problem::CheckDigit => "校验位不对,请核对".into(),
        Problem::File(fault) => file(fault, Lang::Zh),
        Problem::ListEnded { list } => format!("价表 {list} 已经到期,不能再续;请新建一张"),
        Problem::CodeTaken => "目录里已经有了,换一个".into(),
        Problem::NameTaken => "这个名称已经有了,换一个".into(),
        Problem::SeveralWordsOnly => "只有选项和文字可以有多个值".into(),
        Problem::Circular => "不能放到自己或自己的下级里".into(),
        Problem::TooDeep { most } => format!("最多 {most} 级"),
        Problem::InUse { parts, example } if example.is_empty() => {
            format!("{} 个型号正在用,不能改", format::count(usize::try_from(*parts).unwrap_or(0)))
        }
        Problem::InUse { parts, example } => format!(
            "{} 个型号的值不合适,例如\"{example}\";先改这些值",
            format::count(usize::try_from(*parts).unwrap_or(0))
        ),
        Problem::WrongFile => "不是 PDF、PNG、JPEG 或 WebP 文件,或者文件已损坏".into(),
        Problem::FileTooLarge { max } => format!("文件太大,最大 {max} MB"),
        Problem::Malformed { typed } => format!("\"{typed}\"格式不对"),
    }
}

/// Why a file was refused as a whole, and what to do.
fn file(fault: &FileFault, lang: Lang) -> String {
    let (zh, en) = match fault {
        FileFault::TooLarge => {
            ("文件太大,最多 10 MB,请分成几个", "The file is too large; at most 10 MB, split it")
        }
        FileFault::TooManyRows { limit } => {
            return match lang {
                Lang::Zh => format!("行数太多,最多 {limit} 行,请分成几个"),
                Lang::En => format!("Too many rows; at most {limit}, split the file"),
            };
        }
        FileFault::TooManyColumns { limit } => {
            return match lang {
                Lang::Zh => format!("列数太多,最多 {limit} 列"),
                Lang::En => format!("Too many columns; at most {limit}"),
            };
        }
        FileFault::Empty => ("文件里没有表格", "There is no table in the file"),
        FileFault::OldOrLocked => {
            ("旧格式或带密码的工作簿,请另存为 XLSX", "An old or locked workbook; save it as XLSX")
        }
        FileFault::NotATable => {
            ("读不懂这个文件,请用 CSV 或 XLSX", "This file cannot be read; use CSV or XLSX")
        }
        FileFault::Damaged => ("工作簿已损坏,请重新保存", "The workbook is damaged; save it again"),
    };
    lang.pick(zh, en).to_owned()
}

/// Nothing is called so, and what can be typed there.
fn no_such(thing: Thing, typed: &str, lang: Lang) -> String {
    let (zh, en) = match thing {
        Thing::Customer => ("客户,请填客户号", "No customer is called “{}”; type the customer number"),
        Thing::Group => ("客户组,请填客户组的代码", "No customer group is called “{}”; type its code"),
        Thing::List => ("价表,请填价表的代码或名称", "No price list is called “{}”; type its code or name"),
        Thing::Category => ("品类,请填品类的名称或代码", "No category is called “{}”; type its name or code"),
        Thing::Brand => ("品牌", "No brand is called “{}”"),
        Thing::Parameter => ("参数", "No parameter is called “{}”"),
        Thing::Target => {
            ("品类或品牌;对全部型号填 *", "No category or brand is called “{}”; type * for every part")
        }
    };
    match lang {
        Lang::Zh => format!("没有叫“{typed}”的{zh}"),
        Lang::En => en.replace("{}", typed),
    }
}

fn several_called(thing: Thing, typed: &str, lang: Lang) -> String {
    let (zh, en) = match thing {
        Thing::Customer => ("客户,请填客户号", "customers; type the customer number"),
        Thing::Group => ("客户组,请填代码", "customer groups; type the code"),
        Thing::List => ("价表,请填代码", "price lists; type the code"),
        Thing::Brand => ("品牌", "brands"),
        Thing::Parameter => ("参数,请写参数的代码", "parameters; write the code of the one meant"),
        Thing::Category | Thing::Target => ("品类,请填代码", "categories; type the code"),
    };
    match lang {
        Lang::Zh => format!("“{typed}”合乎不止一个{zh}"),
        Lang::En => format!("“{typed}” fits several {en}"),
    }
}

fn is_family(typed: &str, categories: &[CategoryName], lang: Lang) -> String {
    let name = |category: &CategoryName| {
        let named = lang.pick(&category.name_zh, &category.name_en);
        format!("“{named}”{}{})", lang.pick("(", " ("), category.code)
    };
    let names: Vec<String> = categories.iter().map(name).collect();
    match lang {
        Lang::Zh => format!("“{typed}”是系列,不是品类;它在品类{}里,请填品类", names.join("、")),
        Lang::En => {
            format!("“{typed}” is a family, not a category; it is in {}: type the category", names.join(", "))
        }
    }
}

fn field_en(problem: &Problem) -> String {
    match problem {
        Problem::Missing => "Needed".into(),
        Problem::NotANumber { typed } => format!("Cannot read \"{typed}\"; type a number"),
        Problem::NotADate { typed } => format!("\"{typed}\" is no date; type it like 2026-11-30"),
        Problem::TooLong { max } => format!("Too long, at most {max} characters"),
        Problem::TooShort { min } => format!("Too short, at least {min} characters"),
        Problem::OutOfRange { typed } => format!("\"{typed}\" is out of range"),
        Problem::UnknownPart { typed } => format!("Nothing found for \"{typed}\""),
        Problem::Rounding(offer) => match offer.down {
            Some(down) => format!("Order {} or {}", format::quantity(down), format::quantity(offer.up)),
            None => format!("Minimum {}", format::quantity(offer.up)),
        },
        Problem::UnknownChoice { typed } => format!("\"{typed}\" is not one of the choices"),
        Problem::BelowFloor => "The price is below the floor; say why".into(),
        Problem::NeedsApproval => {
            "The price is below the floor; a colleague who may approve it has to offer it".into()
        }
        Problem::NoSuch { thing, typed } => no_such(*thing, typed, Lang::En),
        Problem::SeveralCalled { thing, typed } => several_called(*thing, typed, Lang::En),
        Problem::IsFamily { typed, categories } => is_family(typed, categories, Lang::En),
        Problem::Differs => "Not the same as above".into(),
        Problem::Taken => "In use already; check it or choose another".into(),
        Problem::UsedForOther { typed } => {
            format!("\"{typed}\" means another part already; change that row first")
        }
        Problem::Twice { typed } => format!("\"{typed}\" stands in an earlier row; keep one of them"),
        Problem::Ambiguous { typed } => format!("Several parts are written \"{typed}\"; write it in full"),
        Problem::Circle { typed } => format!("\"{typed}\" cannot take its own place"),
        Problem::CheckDigit => "The check character does not fit; compare it".into(),
        Problem::File(fault) => file(fault, Lang::En),
        Problem::ListEnded { list } => {
            format!("List {list} has ended and cannot begin again; make a new one")
        }
        Problem::CodeTaken => "The catalogue has it already; choose another".into(),
        Problem::NameTaken => "Something else is called so already; choose another".into(),
        Problem::SeveralWordsOnly => "Only lists and texts can have several values".into(),
        Problem::Circular => "Cannot be put below itself".into(),
        Problem::TooDeep { most } => format!("At most {most} levels"),
        Problem::InUse { parts, example } if example.is_empty() => {
            format!(
                "In use by {} parts; cannot be changed",
                format::count(usize::try_from(*parts).unwrap_or(0))
            )
        }
        Problem::InUse { parts, example } => format!(
            "Values of {} parts do not fit, such as \"{example}\"; correct them first",
            format::count(usize::try_from(*parts).unwrap_or(0))
        ),
        Problem::WrongFile => "Not a PDF, PNG, JPEG or WebP file, or damaged".into(),
        Problem::FileTooLarge { max } => format!("Too large; at most {max} MB"),
        Problem::Malformed { typed } => format!("\"{typed}\" is not in the right form"),
    }
}
