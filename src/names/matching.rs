//! A name that answers to a query, and why.

use crate::model::{Lang, NodeId};

/// Where a text that names a node comes from. In order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Its id; matches only as a whole and to the letter.
    Id,
    /// Its name as printed.
    Name,
    /// Another name as printed.
    Alias,
    /// Our rendering of the name in English.
    Gloss,
}

/// A node that a query may stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The node.
    pub node: NodeId,
    /// The text that matched, as stored.
    pub text: String,
    /// What that text is to the node.
    pub origin: Origin,
    /// How it matched.
    pub how: How,
    /// How well, from 0 to 1; comparable within one answer only.
    pub score: f64,
}

/// How a query matched a text. In order, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// The same text.
    Exact,
    /// The same but for case, punctuation or the place of a tone mark.
    Written,
    /// The same letters, typed without their marks.
    Unmarked,
    /// The same letters, some typed without their marks, and none with another.
    HalfMarked,
    /// An id, typed with spaces or capitals.
    Id,
    /// The same letters, otherwise divided into words.
    Divided,
    /// Whole words of it.
    Part,
    /// Words of it, the last one not written out.
    Begun,
    /// Words of it in another order.
    Words,
    /// Words side by side inside a long name that begins otherwise.
    Mention,
    /// Words among others of a long name.
    Among,
    /// All words, taken from several names of the node.
    Spread,
    /// Another spelling of the same sounds, so many letters apart.
    Sound {
        /// Letters to add, leave out, change or swap.
        letters: usize,
    },
    /// What follows a form of address, as the node of such a name.
    Addressed,
    /// The whole name at the end of what was typed, after a title.
    Titled,
    /// The beginnings of its words.
    Starts,
    /// The initials of its words.
    Initials,
    /// Letters inside it.
    Inside,
    /// The same letters with other marks.
    OtherMarks,
    /// The same in Latin letters.
    Script,
    /// It is a part of what was typed.
    Longer,
    /// So many words of those typed, in the names of the node together.
    SomeWords {
        /// Words that match.
        words: usize,
    },
    /// Nearly the same, so many letters apart.
    Near {
        /// Letters to add, leave out, change or swap.
        letters: usize,
    },
}

impl How {
    /// Returns whether the whole of a name was typed, with or without marks, and nothing else.
    ///
    /// If not, say what was taken for it: a part, another spelling or something the name was found in.
    pub const fn is_whole(&self) -> bool {
        matches!(self, How::Exact | How::Written | How::Unmarked | How::HalfMarked | How::Id | How::Divided)
    }

    /// Says how, in a few words without a capital.
    pub fn explain(&self, lang: Lang) -> String {
        let words = match self {
            How::Near { letters: 0 } | How::OtherMarks => {
                ("cùng chữ cái, khác dấu", "same letters, other marks")
            }
            How::Sound { letters: 0 } => ("cùng cách đọc", "same sounds"),
            How::Sound { letters } | How::Near { letters } => return near_words(*letters, lang),
            How::SomeWords { words } => return some_words(*words, lang),
            How::Exact => ("đúng như đã viết", "as written"),
            How::Written => (
                "khác cách viết hoa, dấu câu hoặc chỗ đặt dấu",
                "other case, punctuation or place of a tone mark",
            ),
            How::Unmarked => ("cùng chữ cái, bỏ qua dấu", "same letters, marks ignored"),
            How::HalfMarked => ("cùng chữ cái, thiếu một số dấu", "same letters, some marks left out"),
            How::Id => ("cùng chữ cái", "same letters"),
            How::Divided => ("cùng chữ cái, bỏ qua dấu cách", "same letters, spaces ignored"),
            How::Part => ("một phần của tên", "part of the name"),
            How::Begun => ("một phần của tên, chữ cuối chưa hết", "part of the name, last word begun"),
            How::Words => ("các chữ của tên, khác thứ tự", "words of the name in another order"),
            How::Mention => ("được nhắc đến trong một tên dài", "mentioned in a long name"),
            How::Among => ("có đủ các chữ đã gõ", "has all the words typed"),
            How::Spread => (
                "có đủ các chữ đã gõ, trong nhiều tên của nó",
                "has all the words typed, in several of its names",
            ),
            How::Addressed => ("bỏ qua lời xưng hô", "form of address skipped"),
            How::Titled => {
                ("tên ở cuối điều đã gõ, sau chức danh", "the name that ends what was typed, after a title")
            }
            How::Initials => ("chữ cái đầu của các chữ trong tên", "initials of its words"),
            How::Starts => ("đầu các chữ của tên", "beginnings of its words"),
            How::Inside => ("nằm trong tên", "inside the name"),
            How::Longer => ("tên này là một phần của điều đã gõ", "the name is part of what was typed"),
            How::Script => ("cùng tên, khác chữ viết", "same name in another script"),
        };
        lang.pick(words.0, words.1).to_owned()
    }
}

fn near_words(letters: usize, lang: Lang) -> String {
    match (lang, letters) {
        (Lang::Vi, _) => format!("viết gần giống (khác {letters} chữ cái)"),
        (Lang::En, 1) => "spelled nearly the same (1 letter)".to_owned(),
        (Lang::En, _) => format!("spelled nearly the same ({letters} letters)"),
    }
}

fn some_words(words: usize, lang: Lang) -> String {
    match (lang, words) {
        (Lang::Vi, _) => format!("có {words} trong các chữ đã gõ"),
        (Lang::En, 1) => "has 1 of the words typed".to_owned(),
        (Lang::En, _) => format!("has {words} of the words typed"),
    }
}

impl Match {
    /// Says why it matched: what the text is to the node, unless it is its name, and how it matched.
    pub fn explain(&self, lang: Lang) -> String {
        let origin = match self.origin {
            Origin::Name => return self.how.explain(lang),
            Origin::Id => lang.pick("mã", "id"),
            Origin::Alias => lang.pick("tên khác", "alias"),
            Origin::Gloss => lang.pick("tên do chúng tôi đặt", "our rendering"),
        };
        match self.how {
            How::Exact | How::Id => origin.to_owned(),
            how => format!("{origin}, {}", how.explain(lang)),
        }
    }
}
