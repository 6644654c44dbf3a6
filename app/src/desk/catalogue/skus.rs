//! One SKU: its part number, how it is ordered, its parameters by the schema of its category, its documents.

use super::documents::Documents;
use super::fields::{Field, History, Pick, Ticks};
use super::{DeskHead, HOME};
use crate::api::desk::catalogue::skus::{SkuPage, load_catalogue_sku};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::part::part_href;
use crate::components::waits::answered;
use crate::i18n::catalog::unit;
use crate::i18n::current_lang;
use crate::i18n::desk::catalogue::{several_hint, words};
use domain::catalog::counted::offered;
use domain::catalog::edit::{SkuDesk, SkuField, SkuForm};
use domain::catalog::parameter::ParameterKind;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Values offered as boxes; of more than these the names are written.
const MOST_BOXES: usize = 20;

/// The page of a SKU's id, or the empty form of a new one of `family`.
#[component]
pub fn SkuDeskPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = params.read_untracked().get("id").unwrap_or_default();
    let page = load_catalogue_sku(id, query.read_untracked().get("family").unwrap_or_default());
    view! {
        <div class="stack l" data-density="dense">
            {answered(page, move |page, echo| view! { <Shown page=page echo=echo /> })}
        </div>
    }
}

#[component]
fn Shown(page: SkuPage, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let SkuPage { desk, documents } = page;
    let (id, history) = (desk.id.map(|id| id.to_string()), desk.history.clone());
    let known = id.is_some();
    let names = desk.fields.iter().map(|field| &field.link.parameter);
    let names = names.map(|p| (p.code.clone(), p.name(lang).to_owned())).collect::<Vec<_>>();
    let title = if known { desk.form.part_number.clone() } else { w.new_sku.to_owned() };
    let family = format!("{HOME}/families/{}", desk.family.id);
    let family_name = desk.family.name(lang).to_owned();
    let score = format!("{} {}%", w.score, desk.percent);
    let shop = (known && desk.form.status == "active").then(|| part_href(&desk.form.part_number));
    let papers = id.map(|id| {
        let back = format!("{HOME}/skus/{id}");
        view! { <Documents owner="sku" id=id back=back documents=documents echo=echo.clone() /> }
    });
    view! {
        <DeskHead title=title />
        <EchoNote echo=echo.clone() />
        <div class="row base">
            <a href=family>{family_name}</a>
            {known.then(|| view! { <span class="dim">{score}</span> })}
            {shop.map(|href| view! { <a href=href>{w.open_shop}</a> })}
        </div>
        <Form desk=desk echo=echo />
        {papers}
        {known.then(|| view! { <History rows=history names=names /> })}
    }
}

#[component]
fn Form(desk: SkuDesk, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let SkuDesk { id, version, family, form, fields, .. } = desk;
    let action = if id.is_some() { "/api/desk_save_sku" } else { "/api/desk_create_sku" };
    let parameters = fields
        .into_iter()
        .map(|field| {
            let value = form.parameters.get(&field.link.parameter.code).cloned().unwrap_or_default();
            let ticked = form.ticked.get(&field.link.parameter.code).cloned().unwrap_or_default();
            view! { <ParameterField field=field value=value ticked=ticked echo=echo.clone() /> }
        })
        .collect_view();
    let known = id.is_some();
    view! {
        <form class="form" method="post" action=action>
            {match id {
                Some(id) => {
                    view! {
                        <input type="hidden" name="id" value=id.to_string() />
                        <input type="hidden" name="version" value=version.to_string() />
                    }
                        .into_any()
                }
                None => view! { <input type="hidden" name="family" value=family.id.to_string() /> }.into_any(),
            }}
            <Field
                name="part_number"
                label=w.part_number
                value=form.part_number.clone()
                required=true
                echo=echo.clone()
            />
            <fieldset>
                <legend>{w.parameters}</legend>
                <div class="fields">{parameters}</div>
            </fieldset>
            <OrderFields form=form echo=echo />
            <div class="actions">
                <button class="btn go">{if known { w.save } else { w.create }}</button>
            </div>
        </form>
    }
}

#[component]
fn OrderFields(form: SkuForm, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let units = offered(lang).into_iter().map(|word| (word.to_owned(), String::new())).collect::<Vec<_>>();
    let bases = ["1", "10", "100", "1000"].map(|b| (b.to_owned(), b.to_owned())).to_vec();
    let states = vec![
        ("active".to_owned(), w.active.to_owned()),
        ("discontinued".to_owned(), w.discontinued.to_owned()),
    ];
    view! {
        <fieldset>
            <legend>{w.order_data}</legend>
            <div class="fields">
                <Field name="unit" label=w.unit value=unit(&form.unit, lang) required=true offered=units echo=echo.clone() />
                <Field name="pack_size" label=w.pack_size value=form.pack_size echo=echo.clone() />
                <Field name="moq" label=w.moq value=form.moq echo=echo.clone() />
                <Field name="multiple" label=w.multiple value=form.multiple echo=echo.clone() />
                <Pick
                    name="price_basis"
                    label=w.price_basis
                    value=form.price_basis
                    options=bases
                    echo=echo.clone()
                />
                <Field name="lead_time_days" label=w.lead_time value=form.lead_time_days echo=echo.clone() />
                <Pick name="status" label=w.status value=form.status options=states echo=echo />
            </div>
        </fieldset>
    }
}

/// One parameter: a choice of its named values, boxes where several are right and few are offered, yes or no, or a text the
/// server reads.
#[component]
fn ParameterField(field: SkuField, value: String, ticked: Vec<String>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let SkuField { link, values } = field;
    let parameter = link.parameter;
    let name = format!("parameters[{}]", parameter.code);
    let mark = if link.required { " *" } else { "" };
    let unit = if parameter.unit.is_empty() { String::new() } else { format!(" ({})", parameter.unit) };
    let label = format!("{}{unit}{mark}", parameter.name(lang));
    let blank = || (String::new(), "—".to_owned());
    let mut offered: Vec<(String, String)> =
        values.into_iter().map(|v| (v.code, lang.pick(&v.name_zh, &v.name_en).to_owned())).collect();
    match parameter.kind {
        ParameterKind::Boolean => {
            let options =
                vec![blank(), ("yes".to_owned(), w.yes.to_owned()), ("no".to_owned(), w.no.to_owned())];
            view! { <Pick name=name label=label value=value options=options echo=echo /> }.into_any()
        }
        _ if parameter.many && !offered.is_empty() && offered.len() <= MOST_BOXES => {
            // a value nobody named can be taken away, too
            let unnamed: Vec<_> =
                ticked.iter().filter(|held| !offered.iter().any(|(code, _)| code == *held)).collect();
            offered.extend(unnamed.into_iter().map(|code| (code.clone(), code.clone())));
            view! { <Ticks code=parameter.code label=label stored=ticked options=offered echo=echo /> }
                .into_any()
        }
        _ if parameter.many => {
            let hint = several_hint(&offered, lang);
            view! { <Field name=name label=label value=value hint=hint echo=echo /> }.into_any()
        }
        _ => {
            // a value is called by its name; its code is the house's own matter
            let named = offered.iter().find(|(code, _)| *code == value).map(|(_, name)| name.clone());
            let names: Vec<_> = offered.into_iter().map(|(_, name)| (name, String::new())).collect();
            view! { <Field name=name label=label value=named.unwrap_or(value) offered=names echo=echo /> }
                .into_any()
        }
    }
}
