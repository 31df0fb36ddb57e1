//! What each platform's pages hold on to, whatever their classes are called.

use temoin_syntax::markup::Node;

/// Is what is known of a platform's pages.
pub(crate) struct Platform {
    hosts: &'static [&'static str],
    /// The element is a post or a comment.
    pub(super) is_unit: fn(&Node<'_, '_>) -> bool,
    /// The element holds what was written.
    pub(super) is_text: fn(&Node<'_, '_>) -> bool,
    /// The element shows when, in words.
    pub(super) is_time: fn(&Node<'_, '_>) -> bool,
    /// The post stands below another one, which it answers.
    pub(super) is_below: fn(&Node<'_, '_>) -> bool,
    /// The path leads to a post.
    pub(super) is_post: fn(&str) -> bool,
    /// Returns the handle that a path leads to the page of.
    pub(super) handle: fn(&str) -> Option<&str>,
    /// What the element itself carries.
    pub(super) attributes: fn(&Node<'_, '_>) -> Written,
    /// The first one on the page is what the others answer.
    pub(super) first_is_post: bool,
    /// Its ids hold the time of their making.
    pub(super) snowflakes: bool,
}

/// Is what an element says of its post in attributes.
#[derive(Default)]
pub(super) struct Written {
    pub(super) author: Option<String>,
    pub(super) time: Option<String>,
    pub(super) url: Option<String>,
    pub(super) reply_to: Option<String>,
}

/// Returns the platform that an address belongs to; any server whose paths are those of Mastodon counts as one.
pub(crate) fn platform(url: &str) -> Option<&'static Platform> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default().to_ascii_lowercase();
    let of = |known: &str| host == known || host.strip_suffix(known).is_some_and(|before| before.ends_with('.'));
    let found = PLATFORMS.iter().find(|platform| platform.hosts.iter().any(|known| of(known)));
    let fediverse =
        || PLATFORMS.iter().find(|platform| platform.hosts.is_empty()).filter(|_| is_fediverse(super::path(url)));
    found.or_else(fediverse)
}

/// `/@name/123…` on any host.
fn is_fediverse(path: &str) -> bool {
    let mut parts = path.trim_start_matches('/').split('/');
    let (name, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    name.len() > 1 && name.starts_with('@') && id.len() > 8 && id.bytes().all(|b| b.is_ascii_digit())
}

fn is(node: &Node<'_, '_>, attribute: &str, value: &str) -> bool {
    node.attribute(attribute).is_some_and(|found| found == value)
}

fn begins(node: &Node<'_, '_>, attribute: &str, start: &str) -> bool {
    node.attribute(attribute).is_some_and(|found| found.starts_with(start))
}

fn nothing(_: &Node<'_, '_>) -> Written {
    Written::default()
}

fn never(_: &Node<'_, '_>) -> bool {
    false
}

/// `/name` and no more, where the name is none that the platform keeps for itself.
fn only_name<'p>(path: &'p str, kept: &[&str]) -> Option<&'p str> {
    let name = path.strip_prefix('/')?;
    (!name.is_empty() && !name.contains('/') && !kept.contains(&name)).then_some(name)
}

fn after<'p>(path: &'p str, start: &str) -> Option<&'p str> {
    let name = path.strip_prefix(start)?;
    (!name.is_empty() && !name.contains('/')).then_some(name)
}

const PLATFORMS: &[Platform] = &[
    // X: an article for each post; ids of its tests stand on the text.
    Platform {
        hosts: &["x.com", "twitter.com"],
        is_unit: |node| is(node, "data-testid", "tweet") || node.is("article") && is(node, "role", "article"),
        is_text: |node| is(node, "data-testid", "tweetText"),
        is_time: never,
        is_below: never,
        is_post: |path| path.contains("/status/"),
        handle: |path| only_name(path, &["home", "explore", "i", "search", "notifications", "messages"]),
        attributes: nothing,
        first_is_post: true,
        snowflakes: true,
    },
    // YouTube: elements of its own; times in words only.
    Platform {
        hosts: &["youtube.com", "youtu.be"],
        is_unit: |node| node.is("ytd-comment-view-model") || node.is("ytd-comment-renderer"),
        is_text: |node| is(node, "id", "content-text"),
        is_time: |node| is(node, "id", "published-time-text"),
        is_below: |node| {
            node.ancestors().any(|one| one.is("ytd-comment-replies-renderer") || is(&one, "id", "replies"))
        },
        is_post: |path| path == "/watch",
        handle: |path| path.strip_prefix("/@").or_else(|| after(path, "/channel/")),
        attributes: |node| Written {
            url: node
                .find(|one| one.is("a") && one.attribute("href").is_some_and(|href| href.contains("lc=")))
                .and_then(|link| link.attribute("href").map(|href| href.into_owned())),
            ..Written::default()
        },
        first_is_post: false,
        snowflakes: false,
    },
    // Reddit: elements of its own that carry author, time and parent.
    Platform {
        hosts: &["reddit.com"],
        is_unit: |node| {
            node.is("shreddit-comment") || node.is("shreddit-post") || node.attribute("data-fullname").is_some()
        },
        is_text: |node| is(node, "slot", "comment") || is(node, "slot", "text-body") || begins(node, "id", "form-"),
        is_time: never,
        is_below: never,
        is_post: |path| path.contains("/comments/"),
        handle: |path| after(path, "/user/").or_else(|| after(path, "/u/")),
        attributes: |node| {
            let attribute =
                |names: &[&str]| names.iter().find_map(|name| node.attribute(name)).map(|value| value.into_owned());
            Written {
                author: attribute(&["author", "data-author"]),
                time: attribute(&["created-timestamp", "created"]),
                url: attribute(&["permalink", "data-permalink"]),
                reply_to: attribute(&["parentid", "data-parent"]),
            }
        },
        first_is_post: true,
        snowflakes: false,
    },
    // TikTok: names for its tests on each part.
    Platform {
        hosts: &["tiktok.com"],
        is_unit: |node| is(node, "data-e2e", "comment-item") || begins(node, "data-e2e", "comment-item"),
        is_text: |node| is(node, "data-e2e", "comment-level-1") || is(node, "data-e2e", "comment-level-2"),
        is_time: |node| begins(node, "data-e2e", "comment-time"),
        is_below: never,
        is_post: |path| path.contains("/video/"),
        handle: |path| after(path, "/@"),
        attributes: nothing,
        first_is_post: false,
        snowflakes: false,
    },
    // Bluesky: ids of its tests on each post, with the handle.
    Platform {
        hosts: &["bsky.app"],
        is_unit: |node| {
            begins(node, "data-testid", "postThreadItem-by-") || begins(node, "data-testid", "feedItem-by-")
        },
        is_text: |node| is(node, "data-testid", "postText") || node.attribute("data-word-wrap").is_some(),
        is_time: |node| node.attribute("data-tooltip").is_some(),
        is_below: never,
        is_post: |path| path.starts_with("/profile/") && path.contains("/post/"),
        handle: |path| after(path, "/profile/"),
        attributes: nothing,
        first_is_post: true,
        snowflakes: false,
    },
    // Facebook: articles, named for readers of screens; times in words only.
    Platform {
        hosts: &["facebook.com", "fb.com"],
        is_unit: |node| is(node, "role", "article"),
        is_text: |node| {
            is(node, "dir", "auto") && node.parent().is_some_and(|parent| !parent.is("a") && !parent.is("span"))
        },
        is_time: |node| {
            node.is("a")
                && node.attribute("href").is_some_and(|href| href.contains("comment_id=") || href.contains("/posts/"))
        },
        is_below: never,
        is_post: |path| path.contains("/posts/") || path.contains("/permalink"),
        handle: |path| {
            only_name(path, &["watch", "groups", "marketplace", "reel", "profile.php"])
                .or_else(|| after(path, "/user/"))
        },
        attributes: nothing,
        first_is_post: true,
        snowflakes: false,
    },
    // Instagram: nothing is named; each comment has a time and a link to its author.
    Platform {
        hosts: &["instagram.com"],
        is_unit: never,
        is_text: |node| {
            node.is("span")
                && is(node, "dir", "auto")
                && node.find(|one| one.is("a") || one.is("time")).is_none()
                && node.parent().is_some_and(|parent| !parent.is("a"))
        },
        is_time: never,
        is_below: never,
        is_post: |path| path.starts_with("/p/") || path.starts_with("/reel/"),
        handle: |path| only_name(path, &["explore", "reels", "direct", "accounts", "stories", "p"]),
        attributes: nothing,
        first_is_post: true,
        snowflakes: false,
    },
    // Mastodon and its kin, on any host: articles with a time and a link `/@name`.
    Platform {
        hosts: &[],
        is_unit: |node| node.is("article") || is(node, "role", "article"),
        is_text: |node| {
            node.attribute("lang").is_some() && node.find(|one| one.is("p")).is_some() || node.has_class("e-content")
        },
        is_time: never,
        is_below: never,
        is_post: is_fediverse,
        handle: |path| after(path, "/@"),
        attributes: nothing,
        first_is_post: true,
        snowflakes: false,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: bool) {
        assert_eq!(platform(url).is_some(), expected, "{url}");
    }

    #[test]
    fn an_address_names_its_platform() {
        check("https://x.com/name/status/1", true);
        check("https://mobile.twitter.com/name/status/1", true);
        check("https://www.youtube.com/watch?v=a", true);
        check("https://social.invalid/@name/112345678901234567", true);
        check("https://social.invalid/@name", false);
        check("https://notx.com/a", false);
        check("https://exemple.invalid/x.com", false);
    }
}
