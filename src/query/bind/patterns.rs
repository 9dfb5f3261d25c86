//! Patterns.

use smol_str::SmolStr;

use super::Binder;
use super::expressions::Context;
use super::scope::{Scope, Variable};
use super::types::Static;
use crate::model::Span;
use crate::query::ast::{
    Arrow, Expr, ExprKind, GroupPattern, LabelExpr, Name, NodePattern, PathElement, PathPattern, PatternPart,
    RelationshipPattern, Selector,
};
use crate::query::bound::{
    BoundEdge, BoundGroup, BoundLink, BoundNode, BoundPattern, BoundProperties, LabelTest, Slot, SlotKind,
};
use crate::query::error::{Detail, QueryError};

/// What a pattern is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// To be found; new names are declared.
    Match,
    /// To be found in an expression that may not declare names.
    Predicate,
    /// To be made.
    Create,
    /// To be found or made.
    Merge,
}

/// Names of the clause so far, and what else is to be told apart in it.
pub(super) struct Declared {
    /// Every name in scope, those of the clause included.
    pub(super) scope: Scope,
    /// The slots that are new.
    pub(super) introduced: Vec<Slot>,
    /// Names that the clause itself declares.
    names: Vec<SmolStr>,
    /// Names of relationships used in the part at hand.
    edges: Vec<SmolStr>,
}

impl Declared {
    pub(super) fn new(scope: &Scope) -> Self {
        Declared { scope: scope.clone(), introduced: Vec::new(), names: Vec::new(), edges: Vec::new() }
    }
}

/// A pattern whose names are declared and whose expressions are not yet bound.
pub(super) struct Outline<'p> {
    part: &'p PatternPart,
    path: Option<Slot>,
    elements: Vec<Element<'p>>,
}

enum Element<'p> {
    Node(&'p NodePattern, Slot, bool),
    Edge(&'p RelationshipPattern, Slot, bool),
    Group(&'p GroupPattern, Vec<Element<'p>>, Vec<(Slot, Slot)>, Scope),
}

impl Binder<'_> {
    /// Binds the patterns of a clause: first all names are declared, then expressions are bound, which may name any of
    /// them. In patterns to be made, expressions see only what was there before.
    pub(super) fn patterns(
        &mut self,
        parts: &[PatternPart],
        purpose: Use,
        declared: &mut Declared,
    ) -> Result<Vec<BoundPattern>, QueryError> {
        let before = declared.scope.clone();
        let mut outlines = Vec::with_capacity(parts.len());
        for part in parts {
            outlines.push(self.outline(part, purpose, declared)?);
        }
        let scope = match purpose {
            Use::Create | Use::Merge => before,
            Use::Match | Use::Predicate => declared.scope.clone(),
        };
        outlines.into_iter().map(|outline| self.pattern(outline, purpose, &scope)).collect()
    }

    fn outline<'p>(
        &mut self,
        part: &'p PatternPart,
        purpose: Use,
        declared: &mut Declared,
    ) -> Result<Outline<'p>, QueryError> {
        declared.edges.clear();
        if matches!(purpose, Use::Create | Use::Merge) && part.selector != Selector::All {
            let message = "a path to be made cannot be chosen among several";
            return Err(QueryError::syntax(Detail::UnexpectedSyntax, part.span, message));
        }
        let alone = part.path.elements.len() == 1;
        let elements = self.elements(&part.path, purpose, alone, declared)?;
        let path = match &part.name {
            None => None,
            Some(name) => {
                if declared.scope.get(&name.text).is_some() {
                    return Err(already_bound(name));
                }
                Some(self.declare(Some(name), SlotKind::Path, declared))
            }
        };
        Ok(Outline { part, path, elements })
    }

    fn elements<'p>(
        &mut self,
        path: &'p PathPattern,
        purpose: Use,
        alone: bool,
        declared: &mut Declared,
    ) -> Result<Vec<Element<'p>>, QueryError> {
        let mut elements = Vec::with_capacity(path.elements.len());
        for element in &path.elements {
            elements.push(match element {
                PathElement::Node(node) => {
                    let (slot, bound) = self.node_slot(node, purpose, alone, declared)?;
                    Element::Node(node, slot, bound)
                }
                PathElement::Relationship(edge) => {
                    let (slot, bound) = self.edge_slot(edge, purpose, declared)?;
                    Element::Edge(edge, slot, bound)
                }
                PathElement::Group(group) => self.group_outline(group, purpose, declared)?,
            });
        }
        Ok(elements)
    }

    fn declare(&mut self, name: Option<&Name>, kind: SlotKind, declared: &mut Declared) -> Slot {
        let text = name.map_or_else(SmolStr::default, |name| name.text.clone());
        let slot = self.slot(text.clone(), kind, Static::Any);
        declared.introduced.push(slot);
        if name.is_some() {
            declared.names.push(text.clone());
            declared.scope.add_slot(text, slot);
        }
        slot
    }

    fn node_slot(
        &mut self,
        node: &NodePattern,
        purpose: Use,
        alone: bool,
        declared: &mut Declared,
    ) -> Result<(Slot, bool), QueryError> {
        let Some(name) = &node.name else { return Ok((self.declare(None, SlotKind::Node, declared), false)) };
        let Some(earlier) = declared.scope.get(&name.text).cloned() else {
            if purpose == Use::Predicate {
                return Err(declared.scope.undefined(&name.text, name.span));
            }
            return Ok((self.declare(Some(name), SlotKind::Node, declared), false));
        };
        let slot = self.existing(name, &earlier, &Static::Node, declared)?;
        let makes = matches!(purpose, Use::Create | Use::Merge);
        if makes && (alone || node.labels.is_some() || node.properties.is_some()) {
            return Err(already_bound(name));
        }
        Ok((slot, true))
    }

    fn edge_slot(
        &mut self,
        edge: &RelationshipPattern,
        purpose: Use,
        declared: &mut Declared,
    ) -> Result<(Slot, bool), QueryError> {
        let is_taken = edge.name.as_ref().is_some_and(|name| declared.scope.get(&name.text).is_some());
        if !is_taken {
            check_edge(edge, purpose)?;
        }
        let (kind, known) = match edge.length {
            Some(_) => (SlotKind::Edges, Static::List(Box::new(Static::Edge))),
            None => (SlotKind::Edge, Static::Edge),
        };
        let Some(name) = &edge.name else { return Ok((self.declare(None, kind, declared), false)) };
        if declared.edges.contains(&name.text) {
            let message = format!("relationship `{}` is used twice in one pattern", name.text);
            return Err(QueryError::syntax(Detail::RelationshipUniquenessViolation, name.span, message));
        }
        declared.edges.push(name.text.clone());
        let Some(earlier) = declared.scope.get(&name.text).cloned() else {
            if purpose == Use::Predicate {
                return Err(declared.scope.undefined(&name.text, name.span));
            }
            return Ok((self.declare(Some(name), kind, declared), false));
        };
        let slot = self.existing(name, &earlier, &known, declared)?;
        if matches!(purpose, Use::Create | Use::Merge) {
            return Err(already_bound(name));
        }
        Ok((slot, true))
    }

    /// Checks that a name that means something already may be used as this.
    fn existing(
        &mut self,
        name: &Name,
        earlier: &Variable,
        wanted: &Static,
        declared: &Declared,
    ) -> Result<Slot, QueryError> {
        let (_, known) = self.variable(&name.text, name.span, &declared.scope)?;
        let fits = match (&known, wanted) {
            (Static::Any, _) => true,
            (Static::List(item), Static::List(_)) => matches!(**item, Static::Any | Static::Edge),
            (known, wanted) => known == wanted,
        };
        if !fits {
            let message =
                format!("`{}` is {} and cannot be {} too", name.text, known.words(), wanted.words());
            return Err(QueryError::syntax(Detail::VariableTypeConflict, name.span, message));
        }
        match earlier {
            Variable::Slot(slot) => Ok(*slot),
            Variable::Local { .. } => match self.variable(&name.text, name.span, &declared.scope)?.0 {
                crate::query::bound::BoundKind::Slot(slot) => Ok(slot),
                _ => Err(declared.scope.undefined(&name.text, name.span)),
            },
        }
    }

    /// Declares the names of a repeated part: inside each is one thing, outside a list.
    fn group_outline<'p>(
        &mut self,
        group: &'p GroupPattern,
        purpose: Use,
        declared: &mut Declared,
    ) -> Result<Element<'p>, QueryError> {
        if purpose != Use::Match {
            let message = "a repeated pattern stands only in MATCH";
            return Err(QueryError::syntax(Detail::UnexpectedSyntax, group.span, message));
        }
        let mut inner = Declared::new(&declared.scope);
        let elements = self.elements(&group.path, Use::Match, false, &mut inner)?;
        let mut lists = Vec::new();
        for name in inner.names.clone() {
            if declared.scope.get(&name).is_some() {
                return Err(already_bound(&Name { text: name, span: group.span }));
            }
            let Some(one) = inner.scope.slot(&name) else { continue };
            let known = Static::List(Box::new(self.known(one)));
            let kind =
                if known == Static::List(Box::new(Static::Edge)) { SlotKind::Edges } else { SlotKind::Value };
            let list = self.slot(name.clone(), kind, known);
            declared.introduced.push(list);
            declared.names.push(name.clone());
            declared.scope.add_slot(name, list);
            lists.push((one, list));
        }
        Ok(Element::Group(group, elements, lists, inner.scope))
    }

    fn pattern(
        &mut self,
        outline: Outline<'_>,
        purpose: Use,
        scope: &Scope,
    ) -> Result<BoundPattern, QueryError> {
        let (nodes, links) = self.chain(outline.elements, purpose, scope)?;
        Ok(BoundPattern { path: outline.path, selector: outline.part.selector.clone(), nodes, links })
    }

    fn chain(
        &mut self,
        elements: Vec<Element<'_>>,
        purpose: Use,
        scope: &Scope,
    ) -> Result<(Vec<BoundNode>, Vec<BoundLink>), QueryError> {
        let (mut nodes, mut links) = (Vec::new(), Vec::new());
        for element in elements {
            match element {
                Element::Node(node, slot, bound) => nodes.push(self.node(node, slot, bound, purpose, scope)?),
                Element::Edge(edge, slot, bound) => {
                    links.push(BoundLink::Edge(self.edge(edge, slot, bound, purpose, scope)?));
                }
                Element::Group(group, inner, lists, inner_scope) => {
                    let (inner_nodes, inner_links) = self.chain(inner, purpose, &inner_scope)?;
                    let condition = self.condition(group.condition.as_ref(), &inner_scope)?;
                    links.push(BoundLink::Group(Box::new(BoundGroup {
                        pattern: BoundPattern {
                            path: None,
                            selector: Selector::All,
                            nodes: inner_nodes,
                            links: inner_links,
                        },
                        condition,
                        least: group.length.least,
                        greatest: group.length.greatest,
                        lists,
                    })));
                }
            }
        }
        Ok((nodes, links))
    }

    fn node(
        &mut self,
        node: &NodePattern,
        slot: Slot,
        bound: bool,
        purpose: Use,
        scope: &Scope,
    ) -> Result<BoundNode, QueryError> {
        no_condition(node.condition.as_ref(), purpose)?;
        Ok(BoundNode {
            slot,
            bound,
            labels: labels(node.labels.as_ref(), purpose, node.span)?,
            properties: self.properties(node.properties.as_ref(), purpose, scope)?,
            condition: self.condition(node.condition.as_ref(), scope)?,
            span: node.span,
        })
    }

    fn edge(
        &mut self,
        edge: &RelationshipPattern,
        slot: Slot,
        bound: bool,
        purpose: Use,
        scope: &Scope,
    ) -> Result<BoundEdge, QueryError> {
        no_condition(edge.condition.as_ref(), purpose)?;
        // Inside the brackets the variable is each relationship, not the list of them.
        let outer_kind = self.kind(slot);
        if edge.length.is_some() {
            self.set_kind(slot, SlotKind::Edge);
        }
        let properties = self.properties(edge.properties.as_ref(), purpose, scope);
        let condition = self.condition(edge.condition.as_ref(), scope);
        self.set_kind(slot, outer_kind);
        Ok(BoundEdge {
            slot,
            bound,
            types: edge.types.as_ref().map(label_test),
            properties: properties?,
            condition: condition?,
            direction: edge.direction,
            length: edge.length.map(|length| (length.least, length.greatest)),
            span: edge.span,
        })
    }

    fn properties(
        &mut self,
        properties: Option<&Expr>,
        purpose: Use,
        scope: &Scope,
    ) -> Result<BoundProperties, QueryError> {
        let Some(properties) = properties else { return Ok(BoundProperties::None) };
        if let ExprKind::Map(entries) = &properties.kind {
            let mut bound = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                bound.push((key.text.clone(), self.expr(value, scope, Context::Value)?));
            }
            return Ok(BoundProperties::Entries(bound));
        }
        if purpose != Use::Create {
            let message = "a parameter cannot stand for all properties here; write `{key: $parameter.key}`";
            return Err(QueryError::syntax(Detail::InvalidParameterUse, properties.span, message));
        }
        Ok(BoundProperties::Map(self.expr(properties, scope, Context::Value)?))
    }
}

fn check_edge(edge: &RelationshipPattern, purpose: Use) -> Result<(), QueryError> {
    if !matches!(purpose, Use::Create | Use::Merge) {
        return Ok(());
    }
    if edge.length.is_some() {
        let message = "a relationship to be made has no length";
        return Err(QueryError::syntax(Detail::CreatingVarLength, edge.span, message));
    }
    if !matches!(edge.types, Some(LabelExpr::Name(_))) {
        let message = "a relationship to be made has exactly one type";
        return Err(QueryError::syntax(Detail::NoSingleRelationshipType, edge.span, message));
    }
    if purpose == Use::Create && edge.direction == Arrow::Either {
        let message = "a relationship to be made points one way";
        return Err(QueryError::syntax(Detail::RequiresDirectedRelationship, edge.span, message));
    }
    Ok(())
}

fn no_condition(condition: Option<&Expr>, purpose: Use) -> Result<(), QueryError> {
    match condition {
        Some(condition) if matches!(purpose, Use::Create | Use::Merge) => {
            let message = "a pattern to be made has no WHERE";
            Err(QueryError::syntax(Detail::UnexpectedSyntax, condition.span, message))
        }
        _ => Ok(()),
    }
}

fn labels(labels: Option<&LabelExpr>, purpose: Use, span: Span) -> Result<Option<LabelTest>, QueryError> {
    let Some(labels) = labels else { return Ok(None) };
    let test = label_test(labels);
    let plain = match &test {
        LabelTest::Name(_) => true,
        LabelTest::And(all) => all.iter().all(|label| matches!(label, LabelTest::Name(_))),
        _ => false,
    };
    if !plain && matches!(purpose, Use::Create | Use::Merge) {
        let message = "a node to be made has labels, not conditions on them";
        return Err(QueryError::syntax(Detail::UnexpectedSyntax, span, message));
    }
    Ok(Some(test))
}

/// Returns the condition that labels in a pattern or expression stand for.
pub(super) fn label_test(labels: &LabelExpr) -> LabelTest {
    match labels {
        LabelExpr::Name(name) => LabelTest::Name(name.text.clone()),
        LabelExpr::Any(_) => LabelTest::Any,
        LabelExpr::Not(inner) => LabelTest::Not(Box::new(label_test(inner))),
        LabelExpr::And(all) => LabelTest::And(all.iter().map(label_test).collect()),
        LabelExpr::Or(any) => LabelTest::Or(any.iter().map(label_test).collect()),
    }
}

fn already_bound(name: &Name) -> QueryError {
    QueryError::syntax(Detail::VariableAlreadyBound, name.span, format!("`{}` is taken", name.text))
}
