//! The reduction of a picture to its grid in one way over its pixels, eight rows at a time.
//!
//! It gives the bits of the four passes in [`textbook`](super::textbook): each running sum sees the same values in the same
//! order. What is saved is memory (the rows of one box are held, not twice the whole picture), and what nobody asks for: the
//! second passes divide at the 64 rows and columns of the grid alone. Eight sums run at once, because each waits for itself.
//!
//! A pass along an axis runs over *steps*: at step `s` sample `s` enters the box, sample `s - full` leaves it, and the average
//! around sample `s - ahead` is known. Where no sample enters or leaves, a zero does: it changes no sum.

use super::grid::{Grid, SIDE, Window, centres};
use super::luma;
use crate::Plane;

/// How many rows go together.
pub const ROWS: usize = 8;

/// Blurs a picture, both sides 5 pixels or more, and takes 64 × 64 samples.
pub fn blurred(plane: &Plane) -> Grid {
    let height = plane.height();
    let down = Window::along(height);
    let mut passes = Passes::new(plane.width(), height);
    let mut last = LastPass::new(height);
    for step in (0..height + down.ahead).step_by(ROWS) {
        passes.across(plane, step);
        passes.down(step);
        last.rows(step, &passes.across_again());
    }
    last.finished()
}

/// Holds the state of the first three passes: across, down, across again.
struct Passes {
    width: usize,
    height: usize,
    across: Window,
    down: Window,
    /// How many samples are in the box around each column.
    counts: Vec<f32>,
    /// Eight rows, each between as many zeros as leave before its first sample and enter after its last.
    rows: Vec<f32>,
    /// The eight rows after the first pass.
    averaged: Vec<f32>,
    /// Sums of the pass down, and the rows that are in its box.
    sums: Vec<f32>,
    held: Vec<f32>,
    /// The columns of the grid.
    centres: [usize; SIDE],
}

impl Passes {
    fn new(width: usize, height: usize) -> Self {
        let (across, down) = (Window::along(width), Window::along(height));
        Self {
            width,
            height,
            across,
            down,
            counts: (0..width).map(|at| across.count(at, width) as f32).collect(),
            rows: vec![0.0; (across.full + width + across.ahead) * ROWS],
            averaged: vec![0.0; width * ROWS],
            sums: vec![0.0; width],
            held: vec![0.0; width * down.full],
            centres: centres(width),
        }
    }

    /// Averages the rows of a step and of the seven after it along themselves.
    fn across(&mut self, plane: &Plane, step: usize) {
        let length = self.rows.len() / ROWS;
        for (at, row) in (step..).zip(self.rows.chunks_exact_mut(length)) {
            let row = &mut row[self.across.full..][..self.width];
            if at < self.height { luma::row(plane, at, row) } else { row.fill(0.0) }
        }
        let mut sums = [0.0; ROWS];
        let (entering, leaving) = moving(&self.rows, self.across);
        let mut averaged = self.averaged.chunks_exact_mut(self.width);
        let mut averaged: [&mut [f32]; ROWS] = std::array::from_fn(|_| averaged.next().unwrap_or_default());
        for step in 0..self.across.ahead {
            advance(&mut sums, &entering, &leaving, step);
        }
        for at in 0..self.width {
            advance(&mut sums, &entering, &leaving, at + self.across.ahead);
            averaged.iter_mut().zip(sums).for_each(|(row, sum)| row[at] = sum);
        }
        for row in averaged {
            row.iter_mut().zip(&self.counts).for_each(|(value, count)| *value /= count);
        }
    }

    /// Averages each column at the rows that are known when the rows of a step and of the seven after it have entered.
    fn down(&mut self, step: usize) {
        let length = self.rows.len() / ROWS;
        let known = self.rows.chunks_exact_mut(length).map(|row| &mut row[self.across.full..][..self.width]);
        for ((at, entering), known) in (step..).zip(self.averaged.chunks_exact(self.width)).zip(known) {
            let held = &mut self.held[at % self.down.full * self.width..][..self.width];
            let row = at.saturating_sub(self.down.ahead).min(self.height - 1);
            let count = self.down.count(row, self.height) as f32;
            for (((sum, entering), held), known) in self.sums.iter_mut().zip(entering).zip(held).zip(known) {
                *sum += entering;
                *sum -= *held;
                *held = *entering;
                *known = *sum / count;
            }
        }
    }

    /// Averages those rows along themselves, at the columns of the grid.
    fn across_again(&self) -> [[f32; SIDE]; ROWS] {
        let mut sums = [0.0; ROWS];
        let (entering, leaving) = moving(&self.rows, self.across);
        let mut sampled = [[0.0; SIDE]; ROWS];
        let mut step = 0;
        for (column, &at) in self.centres.iter().enumerate() {
            while step <= at + self.across.ahead {
                advance(&mut sums, &entering, &leaving, step);
                step += 1;
            }
            sampled.iter_mut().zip(sums).for_each(|(row, sum)| row[column] = sum / self.counts[at]);
        }
        sampled
    }
}

/// Returns what enters and what leaves, step by step, in each of eight rows that stand between their zeros.
fn moving(rows: &[f32], across: Window) -> ([&[f32]; ROWS], [&[f32]; ROWS]) {
    let length = rows.len() / ROWS;
    let row = |at: usize| &rows[at * length..][..length];
    (std::array::from_fn(|at| &row(at)[across.full..]), std::array::from_fn(|at| &row(at)[..length - across.full]))
}

/// Lets a sample enter and one leave, in each of eight rows.
#[inline(always)]
fn advance(sums: &mut [f32; ROWS], entering: &[&[f32]; ROWS], leaving: &[&[f32]; ROWS], step: usize) {
    for ((sum, entering), leaving) in sums.iter_mut().zip(entering).zip(leaving) {
        *sum += entering[step];
        *sum -= leaving[step];
    }
}

/// Holds the state of the second pass down, over the 64 columns of the grid.
pub struct LastPass {
    height: usize,
    window: Window,
    /// How many rows have entered.
    step: usize,
    sums: [f32; SIDE],
    held: Vec<[f32; SIDE]>,
    centres: [usize; SIDE],
    /// How many rows of the grid are known.
    known: usize,
    grid: Grid,
}

impl LastPass {
    pub fn new(height: usize) -> Self {
        let window = Window::along(height);
        Self {
            height,
            window,
            step: 0,
            sums: [0.0; SIDE],
            held: vec![[0.0; SIDE]; window.full],
            centres: centres(height),
            known: 0,
            grid: Grid::default(),
        }
    }

    /// Lets those of eight rows enter that are rows of the picture, known at a step of the first pass down and after it.
    #[inline(always)]
    pub fn rows(&mut self, step: usize, rows: &[[f32; SIDE]; ROWS]) {
        for (at, row) in (step..).zip(rows) {
            if (self.window.ahead..self.height + self.window.ahead).contains(&at) {
                self.row(row);
            }
        }
    }

    /// Lets the last rows leave, and returns the grid.
    pub fn finished(mut self) -> Grid {
        (0..self.window.ahead).for_each(|_| self.row(&[0.0; SIDE]));
        self.grid
    }

    #[inline(always)]
    fn row(&mut self, row: &[f32; SIDE]) {
        let held = &mut self.held[self.step % self.window.full];
        for ((sum, entering), leaving) in self.sums.iter_mut().zip(row).zip(held) {
            *sum += entering;
            *sum -= *leaving;
            *leaving = *entering;
        }
        while self.known < SIDE && self.centres[self.known] + self.window.ahead == self.step {
            let count = self.window.count(self.centres[self.known], self.height) as f32;
            self.grid.0[self.known].iter_mut().zip(&self.sums).for_each(|(value, sum)| *value = sum / count);
            self.known += 1;
        }
        self.step += 1;
    }
}
