//! How a Chinese name sounds, and whether what somebody types is meant for it: 拼音 from any letter on, each syllable written
//! out or cut short, or with one slip of the finger.

use super::index::begins_but_for_one;

/// The 拼音 of a name, syllable by syllable.
#[derive(Debug)]
pub(super) struct Sounds {
    letters: Box<str>,
    /// Where each syllable begins, and the end of the last.
    starts: Box<[u16]>,
}

/// True for letters a syllable may be typed with.
pub(super) fn is_latin(typed: &str) -> bool {
    !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_lowercase())
}

impl Sounds {
    pub(super) fn new(syllables: &[&str]) -> Self {
        let mut starts = vec![0];
        let mut end = 0u16;
        for syllable in syllables {
            end = end.saturating_add(u16::try_from(syllable.len()).unwrap_or(u16::MAX));
            starts.push(end);
        }
        Self { letters: syllables.concat().into(), starts: starts.into() }
    }

    /// True when some syllable and those behind it are typed so: whole, or only how they begin, at least one of them whole.
    pub(super) fn begin_with(&self, typed: &str) -> bool {
        (0..self.starts.len() - 1).any(|at| self.shortened(at, typed, false))
    }

    fn shortened(&self, at: usize, typed: &str, whole: bool) -> bool {
        if typed.is_empty() {
            return whole;
        }
        let (Some(from), Some(to)) = (self.starts.get(at), self.starts.get(at + 1)) else { return false };
        let syllable = self.letters.get(usize::from(*from)..usize::from(*to)).unwrap_or_default();
        let same = syllable.bytes().zip(typed.bytes()).take_while(|(a, b)| a == b).count();
        (1..=same).rev().any(|n| self.shortened(at + 1, &typed[n..], whole || (n > 1 && n == syllable.len())))
    }

    /// True when from some syllable on it begins so but for one slip.
    pub(super) fn slipped(&self, typed: &str) -> bool {
        self.starts.iter().any(|from| {
            let rest = self.letters.get(usize::from(*from)..).unwrap_or_default();
            rest.len() + 1 >= typed.len() && begins_but_for_one(rest.as_bytes(), typed.as_bytes())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pinyin_is_meant_for_a_name_however_it_is_shortened() {
        // 内六角圆柱头螺钉
        let screw = Sounds::new(&["nei", "liu", "jiao", "yuan", "zhu", "tou", "luo", "ding"]);
        for typed in
            ["neilj", "neiliuj", "nliujiao", "liujiao", "liujyzt", "luoding", "luod", "neiliujiaoyuan"]
        {
            assert!(screw.begin_with(typed), "{typed}");
        }
        for typed in ["nlj", "neij", "liuding", "hex", "ljyzt"] {
            assert!(!screw.begin_with(typed), "{typed}");
        }
        for typed in ["neiliujao", "niliujiao", "neiliujiaoo", "neliiujiao", "luodimg", "luodig", "kuoding"] {
            assert!(screw.slipped(typed) && !screw.begin_with(typed), "{typed}");
        }
        assert!(!screw.slipped("neiluijoa") && !screw.slipped("bearing"));
    }
}
