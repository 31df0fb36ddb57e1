use std::borrow::Cow;

use super::{Dialect, Token, Tokens, attribute};
use crate::entity::{self, Oddities};

/// Names a node of a [`Tree`]: its zero-based number in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// Is a page as a tree, each node with its bytes. Node 0 is the document itself.
///
/// The tree is built as the tags stand: implied ends are those of list items, paragraphs, rows and cells; a missing end
/// tag ends with its parent; an end tag without a start is ignored. That is less than a browser does and the same for
/// what is looked for here: which text stands inside which element.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    bytes: &'a [u8],
    nodes: Vec<Stored>,
    /// There were more nodes than may be held: the last ones are missing.
    pub cut: bool,
}

#[derive(Clone, Debug)]
struct Stored {
    kind: Kind,
    parent: u32,
    /// The first number that is not inside.
    after: u32,
    start: usize,
    end: usize,
    name: (usize, usize),
    attributes: (usize, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Element,
    Text,
    Plain,
    Comment,
}

/// Is one node.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t, 'a> {
    tree: &'t Tree<'a>,
    /// Its number.
    pub id: NodeId,
}

/// Deepest nesting that is followed; what lies deeper is a child of the node at that depth.
const DEEPEST: usize = 512;

/// Elements that have no end tag (HTML Standard, section 13.1.2).
const VOID: [&[u8]; 14] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param", b"source",
    b"track", b"wbr",
];

impl<'a> Tree<'a> {
    /// Reads a document that is held whole; at most so many nodes are made.
    pub fn new(bytes: &'a [u8], dialect: Dialect, most: usize) -> Self {
        let root = Stored {
            kind: Kind::Element,
            parent: 0,
            after: 0,
            start: 0,
            end: bytes.len(),
            name: (0, 0),
            attributes: (0, 0),
        };
        let mut tree = Tree { bytes, nodes: vec![root], cut: false };
        let mut open: Vec<u32> = vec![0];
        for found in Tokens::new(bytes, dialect) {
            if tree.nodes.len() >= most.max(1) {
                tree.cut = true;
                break;
            }
            tree.grow(&mut open, &found.token, found.range, dialect);
        }
        let end = bytes.len();
        while let Some(id) = open.pop() {
            tree.close(id, end);
        }
        tree
    }

    fn grow(&mut self, open: &mut Vec<u32>, token: &Token<'a>, range: std::ops::Range<usize>, dialect: Dialect) {
        match *token {
            Token::Open { name, attributes, closed } => {
                if dialect == Dialect::Html {
                    self.imply(open, name, range.start);
                }
                let parent = open.last().copied().unwrap_or(0);
                let id = self.push(Kind::Element, parent, range.clone(), self.range(name), self.range(attributes));
                let void = closed && dialect == Dialect::Xml
                    || dialect == Dialect::Html && VOID.iter().any(|void| void.eq_ignore_ascii_case(name));
                if !void && open.len() < DEEPEST {
                    open.push(id);
                }
            }
            Token::Close(name) => {
                let nearest = open.iter().rposition(|&id| self.is_named(id, name));
                if let Some(at) = nearest.filter(|&at| at > 0) {
                    for id in open.drain(at..).rev().collect::<Vec<_>>() {
                        self.close(id, if self.is_named(id, name) { range.end } else { range.start });
                    }
                }
            }
            Token::Text(_) => self.leaf(open, Kind::Text, range.clone(), range),
            Token::Plain(text) => {
                let inside = self.range(text);
                self.leaf(open, Kind::Plain, range, inside.0..inside.1);
            }
            Token::Comment(text) => {
                let inside = self.range(text);
                self.leaf(open, Kind::Comment, range, inside.0..inside.1);
            }
            Token::Declaration(_) => {}
        }
    }

    fn leaf(&mut self, open: &[u32], kind: Kind, range: std::ops::Range<usize>, text: std::ops::Range<usize>) {
        self.push(kind, open.last().copied().unwrap_or(0), range, (text.start, text.end), (0, 0));
    }

    /// Ends what a start tag implies the end of, up to the nearest table, list or block that holds it.
    fn imply(&mut self, open: &mut Vec<u32>, name: &[u8], at: usize) {
        let is = |names: &[&[u8]]| names.iter().any(|n| n.eq_ignore_ascii_case(name));
        let (ends, within): (&[&[u8]], &[&[u8]]) = match () {
            () if is(&[b"li"]) => (&[b"li"], &[b"ul", b"ol", b"menu"]),
            () if is(&[b"dt", b"dd"]) => (&[b"dt", b"dd"], &[b"dl"]),
            () if is(&[b"tr"]) => (&[b"tr"], &[b"table"]),
            () if is(&[b"td", b"th"]) => (&[b"td", b"th"], &[b"tr", b"table"]),
            () if is(&[b"option"]) => (&[b"option"], &[b"select"]),
            () if is(&[b"p", b"div", b"ul", b"ol", b"table", b"section", b"article", b"blockquote", b"pre"]) => {
                (&[b"p"], &[b"div", b"td", b"li", b"section", b"article", b"blockquote", b"body"])
            }
            () => return,
        };
        for place in (1..open.len()).rev() {
            if within.iter().any(|n| self.is_named(open[place], n)) {
                return;
            }
            if ends.iter().any(|n| self.is_named(open[place], n)) {
                for id in open.drain(place..).rev().collect::<Vec<_>>() {
                    self.close(id, at);
                }
                return;
            }
        }
    }

    fn push(
        &mut self,
        kind: Kind,
        parent: u32,
        range: std::ops::Range<usize>,
        name: (usize, usize),
        attributes: (usize, usize),
    ) -> u32 {
        let id = self.nodes.len() as u32;
        self.nodes.push(Stored { kind, parent, after: id + 1, start: range.start, end: range.end, name, attributes });
        id
    }

    fn close(&mut self, id: u32, end: usize) {
        let after = self.nodes.len() as u32;
        let node = &mut self.nodes[id as usize];
        (node.after, node.end) = (after, end);
    }

    fn is_named(&self, id: u32, name: &[u8]) -> bool {
        let (start, end) = self.nodes[id as usize].name;
        id != 0 && self.bytes[start..end].eq_ignore_ascii_case(name)
    }

    /// Where a part of the document lies in it.
    fn range(&self, part: &[u8]) -> (usize, usize) {
        let start = part.as_ptr() as usize - self.bytes.as_ptr() as usize;
        (start, start + part.len())
    }

    /// Returns the document.
    pub fn root(&self) -> Node<'_, 'a> {
        Node { tree: self, id: NodeId(0) }
    }

    /// Returns a node by its number, where there is one.
    pub fn node(&self, id: NodeId) -> Option<Node<'_, 'a>> {
        ((id.0 as usize) < self.nodes.len()).then_some(Node { tree: self, id })
    }
}

impl<'t, 'a> Node<'t, 'a> {
    fn stored(&self) -> &'t Stored {
        &self.tree.nodes[self.id.0 as usize]
    }

    /// Returns its bytes: start tag to end tag.
    pub fn range(&self) -> std::ops::Range<usize> {
        let stored = self.stored();
        stored.start..stored.end
    }

    /// Returns whether it is an element of that name.
    pub fn is(&self, name: &str) -> bool {
        self.stored().kind == Kind::Element && self.tree.is_named(self.id.0, name.as_bytes())
    }

    /// Returns its name in lower case; empty for text and comments.
    pub fn name(&self) -> String {
        let stored = self.stored();
        if stored.kind != Kind::Element {
            return String::new();
        }
        String::from_utf8_lossy(&self.tree.bytes[stored.name.0..stored.name.1]).to_ascii_lowercase()
    }

    /// Returns whether it is an element.
    pub fn is_element(&self) -> bool {
        self.stored().kind == Kind::Element
    }

    /// Returns the decoded value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let stored = self.stored();
        if stored.kind != Kind::Element {
            return None;
        }
        let raw = &self.tree.bytes[stored.attributes.0..stored.attributes.1];
        attribute(raw, name, &mut Oddities::default())
    }

    /// Returns whether one of its classes is that one.
    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|all| all.split_ascii_whitespace().any(|one| one == class))
    }

    /// Returns the text of a comment.
    pub fn comment(&self) -> Option<Cow<'a, str>> {
        let stored = self.stored();
        (stored.kind == Kind::Comment).then(|| String::from_utf8_lossy(&self.tree.bytes[stored.name.0..stored.name.1]))
    }

    /// Returns what holds it; nothing for the document.
    pub fn parent(&self) -> Option<Node<'t, 'a>> {
        (self.id.0 > 0).then(|| Node { tree: self.tree, id: NodeId(self.stored().parent) })
    }

    /// Lists what holds it, from the inside out.
    pub fn ancestors(&self) -> impl Iterator<Item = Node<'t, 'a>> + use<'t, 'a> {
        std::iter::successors(self.parent(), Node::parent)
    }

    /// Lists its children in document order, texts too.
    pub fn children(&self) -> impl Iterator<Item = Node<'t, 'a>> + use<'t, 'a> {
        let (tree, parent, after) = (self.tree, self.id.0, self.stored().after);
        let mut next = parent + 1;
        std::iter::from_fn(move || {
            while next < after {
                let id = next;
                next = tree.nodes[id as usize].after.max(id + 1);
                if tree.nodes[id as usize].parent == parent {
                    return Some(Node { tree, id: NodeId(id) });
                }
            }
            None
        })
    }

    /// Lists all that is inside it in document order, texts too.
    pub fn descendants(&self) -> Descendants<'t, 'a> {
        Descendants { tree: self.tree, next: self.id.0 + 1, after: self.stored().after }
    }

    /// Returns the first element inside that fits.
    pub fn find(&self, fits: impl Fn(&Node<'t, 'a>) -> bool) -> Option<Node<'t, 'a>> {
        self.descendants().find(|node| node.is_element() && fits(node))
    }

    /// Returns the first element inside with that class.
    pub fn class(&self, class: &str) -> Option<Node<'t, 'a>> {
        self.find(|node| node.has_class(class))
    }

    /// Returns its text as a person reads it: references resolved, blanks joined, a line end where a line ends. Scripts,
    /// styles and comments are no text; a picture of an emoji is its `alt`.
    pub fn text(&self, oddities: &mut Oddities) -> String {
        self.flow(oddities, false, &|node| node.attribute("alt").filter(|alt| is_emoji(alt)))
    }

    /// Returns its text with blanks and line ends as they stand, as a page shows what its style keeps so; a picture is what
    /// is said to stand for it.
    pub fn text_as_typed(&self, oddities: &mut Oddities, picture: &dyn Fn(&Self) -> Option<Cow<'a, str>>) -> String {
        self.flow(oddities, true, picture)
    }

    fn flow(&self, oddities: &mut Oddities, as_typed: bool, picture: &dyn Fn(&Self) -> Option<Cow<'a, str>>) -> String {
        let mut text = Flow::default();
        for node in std::iter::once(*self).chain(self.descendants()) {
            let stored = node.stored();
            match stored.kind {
                Kind::Text => {
                    let raw = &self.tree.bytes[stored.name.0..stored.name.1];
                    if !node.is_hidden(self.id) {
                        text.push(&entity::decode(raw, oddities), as_typed || node.keeps_blanks());
                    }
                }
                Kind::Plain if !node.is_hidden(self.id) => {
                    text.push(&String::from_utf8_lossy(&self.tree.bytes[stored.name.0..stored.name.1]), as_typed);
                }
                Kind::Element if node.is("br") => text.line(),
                Kind::Element if node.is("img") => {
                    if let Some(shown) = picture(&node) {
                        text.push(&shown, true);
                    }
                }
                Kind::Element if BLOCK.iter().any(|name| node.is(name)) => text.block(),
                _ => {}
            }
            // The end of a block is a line end for what follows it.
            text.block_ends(node);
        }
        text.out.trim_end_matches(['\n', ' ']).to_owned()
    }

    /// What a script or a head holds is not shown; asked for by itself, it is.
    fn is_hidden(&self, asked: NodeId) -> bool {
        self.parent()
            .filter(|parent| parent.id != asked)
            .is_some_and(|p| ["script", "style", "noscript", "template", "head", "title"].iter().any(|n| p.is(n)))
    }

    fn keeps_blanks(&self) -> bool {
        self.ancestors().take(3).any(|p| p.is("pre") || p.is("textarea"))
    }
}

const BLOCK: [&str; 22] = [
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "blockquote",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dd",
    "dt",
    "hr",
];

fn is_emoji(alt: &str) -> bool {
    !alt.is_empty()
        && alt.chars().count() <= 12
        && alt.chars().any(|c| c as u32 >= 0x2190)
        && !alt.contains(char::is_alphabetic)
}

/// Joins texts as a page flows: runs of blanks are one, none at the beginning of a line.
#[derive(Default)]
struct Flow {
    out: String,
    blank: bool,
    ends: Vec<u32>,
}

impl Flow {
    fn push(&mut self, text: &str, keep: bool) {
        if keep {
            self.pending();
            self.out.push_str(text);
            return;
        }
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.blank = true;
            } else {
                self.pending();
                self.out.push(c);
            }
        }
    }

    fn pending(&mut self) {
        if std::mem::take(&mut self.blank) && !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push(' ');
        }
    }

    fn line(&mut self) {
        self.blank = false;
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            while self.out.ends_with(' ') {
                self.out.pop();
            }
            self.out.push('\n');
        }
    }

    /// A block begins or ends here: what follows stands on a line of its own.
    fn block(&mut self) {
        self.blank = false;
        if !self.out.ends_with('\n') {
            self.line();
        }
    }

    fn block_ends(&mut self, node: Node<'_, '_>) {
        if node.is_element() && BLOCK.iter().any(|name| node.is(name)) {
            self.ends.push(node.stored().after);
        }
        let mut ended = false;
        while self.ends.last().is_some_and(|&after| node.id.0 + 1 >= after) {
            self.ends.pop();
            ended = true;
        }
        if ended {
            self.block();
        }
    }
}

/// Lists the nodes inside a node, in document order.
#[derive(Clone, Debug)]
pub struct Descendants<'t, 'a> {
    tree: &'t Tree<'a>,
    next: u32,
    after: u32,
}

impl Descendants<'_, '_> {
    /// Leaves out what is inside a node that was just listed.
    pub fn step_over(&mut self, node: &Node<'_, '_>) {
        self.next = self.next.max(node.stored().after);
    }
}

impl<'t, 'a> Iterator for Descendants<'t, 'a> {
    type Item = Node<'t, 'a>;

    fn next(&mut self) -> Option<Node<'t, 'a>> {
        (self.next < self.after).then(|| {
            self.next += 1;
            Node { tree: self.tree, id: NodeId(self.next - 1) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        Tree::new(html.as_bytes(), Dialect::Html, 1000).root().text(&mut Oddities::default())
    }

    #[test]
    fn text_reads_as_on_the_page() {
        assert_eq!(text("<p>a  <b>b</b>\n c</p><p>d<br>e &eacute;</p>f"), "a b c\nd\ne é\nf");
        assert_eq!(text("<ul><li>a<li>b</ul><script>x</script><style>y</style>"), "a\nb");
        assert_eq!(text("ok <img alt=\"😂\" src=x> <img alt=\"photo of Lou\">!"), "ok 😂 !");
        assert_eq!(text("<pre>a\n  b</pre>"), "a\n  b");
        assert_eq!(text("<table><tr><td>a<td>b<tr><td>c</table>d"), "ab\nc\nd");
    }

    #[test]
    fn text_as_typed_keeps_its_blanks() {
        let html = "<p> a  b\n\n<b>c</b>  <img alt=joy>&nbsp;d</p>\n";
        let tree = Tree::new(html.as_bytes(), Dialect::Html, 100);
        let text = tree.root().text_as_typed(&mut Oddities::default(), &|node| node.attribute("alt"));
        assert_eq!(text, " a  b\n\nc  joy\u{a0}d");
    }

    #[test]
    fn nodes_know_their_bytes_and_their_kin() {
        let html = "<div id=a><p class='x y'>one</p><p>two</div><i>z</i></b>";
        let tree = Tree::new(html.as_bytes(), Dialect::Html, 1000);
        let div = tree.root().find(|n| n.is("div")).unwrap();
        assert_eq!(&html[div.range()], "<div id=a><p class='x y'>one</p><p>two</div>");
        let children: Vec<_> = div.children().map(|n| &html[n.range()]).collect();
        assert_eq!(children, ["<p class='x y'>one</p>", "<p>two"]);
        assert!(div.class("y").is_some() && div.class("z").is_none());
        assert_eq!(tree.root().children().map(|n| n.name()).collect::<Vec<_>>(), ["div", "i"]);
        assert_eq!(div.find(|n| n.has_class("x")).unwrap().ancestors().count(), 2);
        let mut inside = tree.root().descendants();
        let first = inside.next().unwrap();
        inside.step_over(&first);
        assert_eq!(inside.next().map(|n| n.name()).as_deref(), Some("i"));
    }

    #[test]
    fn deep_and_broken_pages_end() {
        let deep = "<div>".repeat(5000);
        assert!(!Tree::new(deep.as_bytes(), Dialect::Html, 10_000).cut);
        assert!(Tree::new(deep.as_bytes(), Dialect::Html, 100).cut);
        for html in ["</p>", "<p", "<!--", "<a b=\"", "<script>", "<li><li></ul>"] {
            let tree = Tree::new(html.as_bytes(), Dialect::Html, 100);
            tree.root().text(&mut Oddities::default());
        }
    }

    proptest::proptest! {
        #[test]
        fn every_node_lies_in_its_parent(html in "(</?(p|div|li|ul|td|tr|b|br|script)( class=\"a\")?/?>|[a-z ]|&amp;|<!-- -->){0,40}") {
            let tree = Tree::new(html.as_bytes(), Dialect::Html, 1000);
            for node in tree.root().descendants() {
                let (inner, outer) = (node.range(), node.parent().unwrap().range());
                assert!(outer.start <= inner.start && inner.end <= outer.end, "{html}");
            }
            let by_children: usize = tree.root().descendants().map(|n| n.children().count()).sum();
            assert_eq!(by_children + tree.root().children().count(), tree.root().descendants().count());
        }
    }
}
