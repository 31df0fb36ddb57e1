use serde::{Deserialize, Serialize};
use temoin_fingerprint::Frame;
use temoin_media::FilmInput;

use super::pixels::look;
use super::{Looked, Pixels, Unseen, Want, film};
use crate::worker::{ReadAt, Worker};

/// Is what a file shows, as far as it is recognised by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Of a picture.
    pub(crate) pixels: Option<Pixels>,
    /// Of a film or an animation, a frame a second.
    pub(crate) frames: Vec<Frame>,
    /// Why there is neither.
    pub(crate) why: Option<Unseen>,
}

/// Looks at a file; a film is opened only where the worker says that it is one.
pub(super) fn see(
    worker: &mut Worker,
    (len, source): (u64, &mut dyn ReadAt),
    film: impl FnOnce() -> Option<FilmInput>,
    want: Want,
) -> Seen {
    match look(worker, len, source, want) {
        Ok(Looked { pixels: Ok(mut pixels), .. }) => {
            let frames = std::mem::take(&mut pixels.moving);
            Seen { pixels: Some(pixels), frames, why: None }
        }
        Ok(Looked { media_type, pixels: Err(Unseen::NotAPicture | Unseen::TooLarge) })
            if media_type.starts_with("video/") =>
        {
            let frames = film().map_or(Err(Unseen::FilmNotRead), |input| film::frames(input, want.view()));
            match frames {
                Ok(frames) => Seen { frames, ..Seen::default() },
                Err(why) => Seen::not(why),
            }
        }
        Ok(Looked { pixels: Err(why), .. }) => Seen::not(why),
        Err(_) => Seen::not(Unseen::Stopped),
    }
}

impl Seen {
    fn not(why: Unseen) -> Self {
        Self { why: Some(why), ..Self::default() }
    }
}
