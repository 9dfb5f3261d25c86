//! The records of a data set file, as serde reads them.
//!
//! Text is borrowed from the file where it has no escapes. What each field means is in the head of
//! [`dataset`](super); what shape it must have, for messages and editors, is in [`shape`](super::shape).

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct FileRecord<'a> {
    #[serde(borrow, rename = "$schema", default)]
    pub(super) _json_schema: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "objects")]
    pub(super) sources: Vec<SourceRecord<'a>>,
    #[serde(borrow, default, deserialize_with = "objects")]
    pub(super) nodes: Vec<NodeRecord<'a>>,
    /// Parsed later, one claim at a time, when all nodes are known.
    #[serde(borrow, default)]
    pub(super) claims: Option<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct SourceRecord<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    #[serde(borrow)]
    pub(super) title: Text<'a>,
    #[serde(borrow, default)]
    pub(super) published: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) author: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) publisher: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) url: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) lang: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) note: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct NodeRecord<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    #[serde(borrow)]
    pub(super) kind: Text<'a>,
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) gloss: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "objects")]
    pub(super) aliases: Vec<AliasRecord<'a>>,
    #[serde(borrow, default)]
    pub(super) cite: Vec<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) when: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) status: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) derived: Entries<'a, Text<'a>>,
    #[serde(borrow, default)]
    pub(super) note: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) props: Entries<'a, PropValue<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct AliasRecord<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) cite: Vec<Text<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct ClaimRecord<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    #[serde(borrow, rename = "type")]
    pub(super) edge_type: Text<'a>,
    #[serde(borrow)]
    pub(super) from: Text<'a>,
    #[serde(borrow)]
    pub(super) to: Text<'a>,
    #[serde(borrow, default)]
    pub(super) when: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) attested: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) status: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) cite: Vec<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) derived: Entries<'a, Text<'a>>,
    #[serde(borrow, default)]
    pub(super) note: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) props: Entries<'a, PropValue<'a>>,
}

/// Parses a list of claims and hands over one after the other, so that they never stand side by side.
pub(super) fn each_claim<'a>(
    list: &'a str,
    sink: &mut dyn FnMut(ClaimRecord<'a>),
) -> Result<(), serde_json::Error> {
    struct ClaimsVisitor<'s, 'a>(&'s mut dyn FnMut(ClaimRecord<'a>));
    impl<'a> Visitor<'a> for ClaimsVisitor<'_, 'a> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of claims")
        }

        fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
            while let Some(Object(claim)) = seq.next_element()? {
                (self.0)(claim);
            }
            Ok(())
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(list);
    deserializer.deserialize_seq(ClaimsVisitor(sink))
}

/// A record that must be an object: what serde derives takes a list of the fields' values for one too.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(de::value::MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(ObjectVisitor(std::marker::PhantomData))
    }
}

fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let objects = Vec::<Object<T>>::deserialize(deserializer)?;
    Ok(objects.into_iter().map(|Object(record)| record).collect())
}

/// Text that is borrowed where it can be; serde's own `Cow` is always owned inside a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// An object's entries in file order, repeats included.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entries<'a, T>(pub(super) Vec<(Text<'a>, T)>);

impl<T> Default for Entries<'_, T> {
    fn default() -> Self {
        Entries(Vec::new())
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Entries<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
            type Value = Entries<'de, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(EntriesVisitor(std::marker::PhantomData))
    }
}

/// A value of a property, before the schema has said what it should be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PropValue<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(Text<'a>),
    List(Vec<PropValue<'a>>),
    /// An object, entries in file order: no property has this type, but an imported file may bring one.
    Object(Entries<'a, PropValue<'a>>),
}

impl PropValue<'_> {
    /// Names the JSON type, for messages.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            PropValue::Null => "null",
            PropValue::Boolean(_) => "a boolean",
            PropValue::Integer(_) => "a whole number",
            PropValue::Number(_) => "a decimal number",
            PropValue::Text(_) => "a string",
            PropValue::List(_) => "a list",
            PropValue::Object(_) => "an object",
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for PropValue<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PropVisitor)
    }
}

struct PropVisitor;

impl<'de> Visitor<'de> for PropVisitor {
    type Value = PropValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(PropValue::Null)
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(PropValue::Boolean(flag))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(PropValue::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(number).map_or(PropValue::Number(number as f64), PropValue::Integer))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(PropValue::Number(number))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(PropValue::Text(Text(Cow::Borrowed(text))))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(PropValue::Text(Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(PropValue::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(PropValue::Object(Entries(entries)))
    }
}
