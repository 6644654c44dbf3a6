//! The carriers, by their published codes (kuaidi100).

/// One carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Published code.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
}

const fn carrier(code: &'static str, zh: &'static str, en: &'static str) -> Carrier {
    Carrier { code, zh, en }
}

/// All of them, the most used first. Source: facts 2.8.
pub const CARRIERS: [Carrier; 20] = [
    carrier("shunfeng", "顺丰速运", "SF Express"),
    carrier("zhongtong", "中通快递", "ZTO Express"),
    carrier("yuantong", "圆通速递", "YTO Express"),
    carrier("shentong", "申通快递", "STO Express"),
    carrier("yunda", "韵达快递", "Yunda Express"),
    carrier("jtexpress", "极兔速递", "J&T Express"),
    carrier("ems", "EMS", "EMS"),
    carrier("youzhengguonei", "邮政快递包裹", "China Post parcel"),
    carrier("jd", "京东物流", "JD Logistics"),
    carrier("debangkuaidi", "德邦快递", "Deppon Express"),
    carrier("debangwuliu", "德邦物流", "Deppon LTL"),
    carrier("annengwuliu", "安能物流", "ANE Logistics (LTL)"),
    carrier("kuayue", "跨越速运", "KYE Express"),
    carrier("shunfengkuaiyun", "顺丰快运", "SF Freight"),
    carrier("zhongtongkuaiyun", "中通快运", "ZTO Freight"),
    carrier("jingdongkuaiyun", "京东快运", "JD Freight"),
    carrier("yundakuaiyun", "韵达快运", "Yunda Freight"),
    carrier("huitongkuaidi", "百世快递", "Best Express"),
    carrier("youshuwuliu", "优速快递", "UC Express"),
    carrier("zhaijisong", "宅急送", "ZJS Express"),
];

/// The carrier of a code.
pub fn find(code: &str) -> Option<&'static Carrier> {
    CARRIERS.iter().find(|carrier| carrier.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        for carrier in &CARRIERS {
            assert_eq!(CARRIERS.iter().filter(|c| c.code == carrier.code).count(), 1, "{}", carrier.code);
        }
        assert_eq!(find("shunfeng").map(|c| c.zh), Some("顺丰速运"));
        assert!(find("SF").is_none());
    }
}
