//! The whole way of a plane: looked over by the detector, cut into lines, each read, put in order.

use std::path::Path;
use std::sync::Arc;

use rten::{Model, RunOptions, ThreadPool};
use rten_tensor::NdTensor;

use crate::crop::{bounds, crop};
use crate::detect::{Map, boxes};
use crate::line::Line;
use crate::plane::{Bounds, Rgb};
use crate::quad::Quad;
use crate::recognise::Recogniser;
use crate::resize::resize;
use crate::window::{Found, join, windows};
use crate::{DETECTOR, Error, RECOGNISER, order};

/// The most lines that are read in one plane: more than a picture of [`MAX_PIXELS`](crate::MAX_PIXELS) holds of legible text.
const MOST_LINES: usize = 3000;
/// Lines less sure than this are mostly icons and faces taken for letters, 0 to 1.
const SURE: f32 = 0.5;
/// The detector takes sides that are multiples of this, in pixels.
const GRID: usize = 32;

/// Is the two networks, loaded and ready.
pub struct Models {
    detector: Model,
    recogniser: Recogniser,
    threads: Arc<ThreadPool>,
}

/// Is what was read in a plane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The lines, in the order in which a person reads.
    pub lines: Vec<Line>,
    /// How many shapes looked like text but could not be read with any certainty; icons and ticks are among them.
    pub unsure: usize,
    /// Whether there was more text than is read in one plane, so that some lines are missing.
    pub cut_short: bool,
}

impl Models {
    /// Loads both networks from a folder, after checking that the files are those of [`WEIGHTS`](crate::WEIGHTS).
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Altered`], [`Error::Unreadable`] or [`Error::Unloadable`], with the name of the file.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        Ok(Self {
            detector: DETECTOR.load(folder)?,
            recogniser: Recogniser::new(RECOGNISER.load(folder)?, RECOGNISER.name)?,
            threads: Arc::new(ThreadPool::with_num_threads(1)),
        })
    }

    /// Sets how many threads share the work of one plane; one at first, zero for as many as there are cores.
    pub fn with_threads(self, threads: usize) -> Self {
        Self { threads: Arc::new(ThreadPool::with_num_threads(threads)), ..self }
    }

    /// Finds and reads the lines of text in a plane.
    ///
    /// # Errors
    /// [`Error::Network`] when a network does not run, which no picture should be able to cause.
    pub fn read(&self, plane: Rgb<'_>) -> Result<Reading, Error> {
        let (found, cut_short) = self.find(plane)?;
        let mut reading = Reading { cut_short, ..Reading::default() };
        for one in &found {
            match self.line(plane, &one.thing, one.bounds)? {
                Some(line) if line.confidence >= SURE => reading.lines.push(line),
                _ => reading.unsure += 1,
            }
        }
        reading.lines = order::rows(reading.lines, |line| line.bounds).into_iter().flatten().collect();
        Ok(reading)
    }

    /// Returns where text stands, in pixels of the plane, and whether there was more.
    fn find(&self, plane: Rgb<'_>) -> Result<(Vec<Found<Quad>>, bool), Error> {
        let scale = scale(plane.width(), plane.height());
        let first = self.find_at(plane, scale)?;
        match closer(scale, &first.0) {
            Some(scale) => self.find_at(plane, scale),
            None => Ok(first),
        }
    }

    fn find_at(&self, plane: Rgb<'_>, scale: f32) -> Result<(Vec<Found<Quad>>, bool), Error> {
        let mut found = Vec::new();
        for (index, window) in windows(plane.width(), plane.height(), scale).into_iter().enumerate() {
            let left = MOST_LINES - found.len();
            let Some(part) = plane.part(window).filter(|_| left > 0) else { break };
            for quad in self.look(part, scale, left)? {
                let quad = Quad { centre: [quad.centre[0], quad.centre[1] + window.y as f32], ..quad };
                if let Some(bounds) = bounds(&quad, &plane) {
                    found.push(Found { thing: quad, bounds, window: index });
                }
            }
        }
        let cut_short = found.len() == MOST_LINES;
        Ok((join(found), cut_short))
    }

    /// Runs the detector over one window and returns rectangles in pixels of the window.
    fn look(&self, part: Rgb<'_>, scale: f32, most: usize) -> Result<Vec<Quad>, Error> {
        let side = |pixels: usize| ((pixels as f32 * scale / GRID as f32).round() as usize).max(1) * GRID;
        let (width, height) = (side(part.width()), side(part.height()));
        let mut input = vec![0.0; 3 * width * height];
        resize(part, width, height, &mut input, width);
        let input = NdTensor::from_data([1, 3, height, width], input);
        let output = self.detector.run_one(input.into(), Some(self.options()));
        let output = output.map_err(|error| Error::Network(error.to_string()))?;
        let map: NdTensor<f32, 4> = output.try_into().map_err(|_| Error::Network("shape of map".to_owned()))?;
        let values = map.into_data();
        if values.len() != width * height {
            return Err(Error::Network("size of map".to_owned()));
        }
        let (across, down) = (part.width() as f32 / width as f32, part.height() as f32 / height as f32);
        let quads = boxes(&Map { values: &values, width, height }, most);
        Ok(quads.into_iter().map(|quad| quad.scaled(across, down)).collect())
    }

    fn line(&self, plane: Rgb<'_>, quad: &Quad, bounds: Bounds) -> Result<Option<Line>, Error> {
        let Some(crop) = crop(plane, quad) else { return Ok(None) };
        let signs = self.recogniser.read(crop, self.options())?;
        Ok(Line::new(&signs, bounds, quad.corners()))
    }

    fn options(&self) -> RunOptions {
        let mut options = RunOptions::default();
        options.thread_pool = Some(Arc::clone(&self.threads));
        options
    }
}

/// What the detector sees of the width of an upright picture, in pixels: a phone's screen at one and a half times its lines' own
/// measure. At 480 it misses names and ticks twice as often (`bench/ocr.sh`), at 640 it takes a tenth more time for nothing.
const UPRIGHT: f32 = 576.0;
/// The same for pictures that lie: a desk's screen is written smaller for its width.
const LYING: f32 = 1280.0;
/// The detector gains nothing from pictures enlarged beyond this.
const ENLARGED: f32 = 1.35;

/// Returns how many pixels the detector sees for one of the plane.
fn scale(width: usize, height: usize) -> f32 {
    let wanted = if height > width { UPRIGHT } else { LYING };
    (wanted / width as f32).min(ENLARGED)
}

/// Returns how close to look again, where half of what was seen is too small to be seen well: a desk's large screen, a page.
fn closer(scale: f32, found: &[Found<Quad>]) -> Option<f32> {
    let mut heights: Vec<f32> = found.iter().map(|one| one.thing.height.min(one.thing.length) * scale).collect();
    heights.sort_by(f32::total_cmp);
    let middle = *heights.get(heights.len() / 2)?;
    (scale < 1.0 && middle < SMALL).then(|| (scale * WANTED / middle).min(1.0))
}

/// Lines lower than this, in pixels as the detector sees them, are likely to have neighbours that it missed.
const SMALL: f32 = 19.0;
/// The height of line at which it misses little.
const WANTED: f32 = 26.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_lines_are_looked_at_again() {
        let line = |height| {
            let thing = Quad { centre: [0.0; 2], length: 99.0, height, lean: 0.0 };
            Found { thing, bounds: Bounds::default(), window: 0 }
        };
        assert_eq!(closer(0.5, &[line(16.0), line(20.0), line(90.0)]), Some(1.0));
        assert_eq!(closer(0.25, &[line(52.0)]), Some(0.5));
        assert_eq!(closer(0.25, &[line(80.0)]), None);
        assert_eq!(closer(1.0, &[line(9.0)]), None);
        assert_eq!(closer(0.1, &[]), None);
    }

    #[test]
    fn a_phone_is_seen_smaller_and_a_small_picture_larger() {
        assert_eq!([scale(1152, 2400), scale(2560, 1440), scale(320, 500)], [0.5, 0.5, 1.35]);
    }
}
