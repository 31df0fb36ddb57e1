//! What a line reads: the recogniser's columns made into characters with places.
//!
//! Greedy decoding of connectionist temporal classification (Graves et al., 2006): the likeliest class of each column, repeats
//! made one, blanks dropped. Class 0 is the blank, the last one the space; the characters between stand in the weights' metadata.

use rten::{Model, RunOptions};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use crate::Error;
use crate::crop::{Crop, HEIGHT, STEP};

/// Is the recognising network and its alphabet.
pub struct Recogniser {
    model: Model,
    alphabet: Vec<String>,
}

/// Is one character that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// The character: one letter, mark or emoji.
    pub text: String,
    /// How likely, 0 to 1.
    pub confidence: f32,
    /// Where its columns begin, 0 to 1 of the length of the line.
    pub from: f32,
    /// Where its columns end, 0 to 1 of the length of the line.
    pub to: f32,
}

impl Recogniser {
    /// Takes a loaded model; its metadata hold the alphabet.
    pub fn new(model: Model, name: &'static str) -> Result<Self, Error> {
        let Some(characters) = model.metadata().get("character") else {
            return Err(Error::Unloadable { name, detail: "no alphabet".to_owned() });
        };
        let mut alphabet: Vec<String> = characters.lines().map(str::to_owned).collect();
        alphabet.push(" ".to_owned());
        Ok(Self { model, alphabet })
    }

    /// Reads one line.
    pub fn read(&self, crop: Crop, options: RunOptions) -> Result<Vec<Sign>, Error> {
        let filled = crop.filled as f32 / STEP as f32;
        let input = NdTensor::from_data([1, 3, HEIGHT, crop.width], crop.values);
        let output =
            self.model.run_one(input.into(), Some(options)).map_err(|error| Error::Network(error.to_string()))?;
        let columns: NdTensor<f32, 3> = output.try_into().map_err(|_| Error::Network("shape of columns".to_owned()))?;
        if columns.size(0) != 1 || columns.size(2) != self.alphabet.len() + 1 {
            return Err(Error::Network("number of classes".to_owned()));
        }
        Ok(self.decode(columns.slice(0), filled))
    }

    /// Makes columns of class probabilities into characters; `filled` columns hold the line.
    fn decode(&self, columns: NdTensorView<'_, f32, 2>, filled: f32) -> Vec<Sign> {
        let mut signs: Vec<Sign> = Vec::new();
        let mut last = 0;
        for column in 0..columns.size(0) {
            let (class, confidence) = likeliest(columns.slice(column));
            let to = ((column + 1) as f32 / filled).min(1.0);
            match signs.last_mut() {
                Some(sign) if class == last && class != 0 => sign.to = to,
                _ if class != 0 => {
                    let from = (column as f32 / filled).min(1.0);
                    signs.push(Sign { text: self.alphabet[class - 1].clone(), confidence, from, to });
                }
                _ => {}
            }
            last = class;
        }
        signs
    }
}

/// Returns the class with the highest value, and the value.
fn likeliest(classes: NdTensorView<'_, f32, 1>) -> (usize, f32) {
    // Blocks first: their maxima are found many numbers at once, and there are nearly nineteen thousand classes.
    let values = classes.to_contiguous();
    let values = values.data();
    let mut best = (0, f32::NEG_INFINITY);
    for (block, numbers) in values.chunks(64).enumerate() {
        let most = numbers.iter().copied().fold(f32::NEG_INFINITY, |one, other| if other > one { other } else { one });
        if most > best.1 {
            best = (block * 64 + numbers.iter().position(|&value| value == most).unwrap_or(0), most);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_highest_is_taken() {
        let mut values = vec![0.0; 1000];
        (values[130], values[700]) = (0.5, 0.5);
        assert_eq!(likeliest(NdTensorView::from_data([1000], values.as_slice())), (130, 0.5));
    }
}
