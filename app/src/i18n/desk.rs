//! Words of the desk: one struct per screen, every label with its Chinese and its English side by side.

/// Writes a screen's struct of labels and its two statics; a label without both languages does not compile.
macro_rules! words {
    ($($label:ident: $zh:literal, $en:literal;)+) => {
        /// The labels of this screen.
        pub struct Words {
            $(pub $label: &'static str,)+
        }

        static ZH: Words = Words { $($label: $zh,)+ };
        static EN: Words = Words { $($label: $en,)+ };

        /// The labels in a language.
        pub fn words(lang: domain::lang::Lang) -> &'static Words {
            match lang {
                domain::lang::Lang::Zh => &ZH,
                domain::lang::Lang::En => &EN,
            }
        }
    };
}

pub mod billing;
pub mod customers;
pub mod money;
pub mod order_entry;
pub mod orders;
pub mod prices;
