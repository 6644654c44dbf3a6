//! What the columns of a file of customers are: guessed from their names in Chinese or English, corrected by a person.

use crate::mappings::{fitted, said};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a column can be; the first makes a row known.
pub const FIELDS: [&str; 9] =
    ["code", "name", "uscc", "kind", "group", "parent", "phone", "payment_days", "credit_limit"];

/// What each column is, by its place; empty for one that is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// One of [`FIELDS`] or empty, for every column of the header.
    pub fields: Vec<String>,
    /// Tax numbers whose check character does not fit were compared with the licences.
    #[serde(default)]
    pub keep_uscc: bool,
}

impl Columns {
    /// What the names of the columns look like; no field twice.
    pub fn guess(header: &[String]) -> Columns {
        Columns::fitted(header, &BTreeMap::new())
    }

    /// What a saved mapping says of these headings, and what the others look like.
    pub fn fitted(header: &[String], mapping: &BTreeMap<String, String>) -> Columns {
        let fields = fitted(header, mapping, &FIELDS, field_called).into_iter();
        Columns {
            fields: fields.map(|field| field.unwrap_or_default().to_owned()).collect(),
            keep_uscc: false,
        }
    }

    /// What they are, heading by heading, to be saved for the next file.
    pub fn said(&self, header: &[String]) -> BTreeMap<String, String> {
        said(header, &self.fields)
    }

    /// What a mapping of field to column name says; columns it does not name are left out. None when it names a field
    /// there is not, or a column that is not there.
    pub fn named(header: &[String], mapping: &[(String, String)]) -> Result<Columns, String> {
        let mut fields = vec![String::new(); header.len()];
        for (field, column) in mapping {
            if !FIELDS.contains(&field.as_str()) {
                return Err(format!("no field “{field}”; one of {}", FIELDS.join(", ")));
            }
            let at = header.iter().position(|name| name.trim() == column.trim());
            let at = at.ok_or_else(|| format!("no column “{column}”"))?;
            fields[at].clone_from(field);
        }
        Ok(Columns { fields, keep_uscc: false })
    }

    /// Where a field stands.
    pub fn place(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|f| f == field)
    }

    /// Whether any row can be known by them, and none is there twice.
    pub fn is_usable(&self) -> bool {
        let known = |field: &String| field.is_empty() || FIELDS.contains(&field.as_str());
        let once = |field: &&str| self.fields.iter().filter(|f| f == field).count() < 2;
        self.fields.iter().all(known)
            && FIELDS.iter().all(once)
            && (self.place("code").is_some() || self.place("uscc").is_some())
    }

    /// Whether payment terms are among them: then the accounts' right is needed too.
    pub fn speak_of_terms(&self) -> bool {
        self.place("payment_days").is_some() || self.place("credit_limit").is_some()
    }
}

/// The field a column's name means.
fn field_called(name: &str) -> Option<&'static str> {
    let plain: String =
        name.trim().to_lowercase().chars().filter(|c| !" _-/().（）:：".contains(*c)).collect();
    let is = |names: &[&str]| names.contains(&plain.as_str());
    Some(match () {
        () if is(&[
            "code",
            "number",
            "customer",
            "customernumber",
            "customercode",
            "客户号",
            "客户编号",
            "客户编码",
            "客户代码",
            "编号",
            "编码",
        ]) =>
        {
            "code"
        }
        () if is(&[
            "name",
            "legalname",
            "company",
            "companyname",
            "customername",
            "名称",
            "公司",
            "公司名称",
            "公司全称",
            "客户名称",
            "客户全称",
            "单位名称",
        ]) =>
        {
            "name"
        }
        () if is(&[
            "uscc",
            "taxnumber",
            "taxno",
            "taxid",
            "统一社会信用代码",
            "信用代码",
            "税号",
            "纳税人识别号",
        ]) =>
        {
            "uscc"
        }
        () if is(&["kind", "type", "customertype", "类型", "客户类型", "客户性质"]) => "kind",
        () if is(&[
            "group",
            "pricegroup",
            "customergroup",
            "分组",
            "客户分组",
            "价格组",
            "等级",
            "客户等级",
        ]) =>
        {
            "group"
        }
        () if is(&[
            "parent",
            "parentcompany",
            "above",
            "group company",
            "上级",
            "上级公司",
            "母公司",
            "集团",
            "总公司",
        ]) =>
        {
            "parent"
        }
        () if is(&["phone", "telephone", "tel", "电话", "联系电话", "手机"]) => "phone",
        () if is(&[
            "paymentdays",
            "terms",
            "paymentterms",
            "days",
            "账期",
            "账期天数",
            "账期天",
            "付款天数",
        ]) =>
        {
            "payment_days"
        }
        () if is(&["creditlimit", "credit", "limit", "授信", "授信额度", "信用额度", "额度"]) => {
            "credit_limit"
        }
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn columns_are_known_by_their_names_in_both_languages_and_once() {
        let found =
            Columns::guess(&header(&["客户编号", "公司名称", "Tax number", "备注", "客户名称", "账期(天)"]));
        assert_eq!(found.fields, ["code", "name", "uscc", "", "", "payment_days"]);
        assert!(found.is_usable() && found.speak_of_terms());
        assert!(!Columns::guess(&header(&["公司名称"])).is_usable());
    }

    #[test]
    fn a_mapping_names_fields_and_columns_that_are_there() {
        let header = header(&["No", "Firm"]);
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let found = Columns::named(&header, &[pair("name", "Firm"), pair("code", "No")]).unwrap();
        assert_eq!(found.fields, ["code", "name"]);
        assert!(Columns::named(&header, &[pair("nome", "Firm")]).is_err());
        assert!(Columns::named(&header, &[pair("name", "Firma")]).is_err());
        let again = Columns::fitted(&header, &found.said(&header));
        assert_eq!(again, found);
    }
}
