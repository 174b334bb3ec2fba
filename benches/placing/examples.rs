//! Episodes with labels, and without.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cuepoint::learn::{self, Label};
use cuepoint::model::{Item, ItemKind, Transcript};
use cuepoint::pipeline::load_every;
use serde_json::Value;

/// An episode.
pub struct Example {
    pub show: String,
    pub number: u32,
    pub items: Vec<Item>,
    pub transcript: Transcript,
    pub starts: Vec<Label>,
    /// Whether somebody listened for the labels.
    pub by_hand: bool,
}

/// All there are.
pub struct Examples {
    /// Labelled by hand: items with texts.
    pub labelled: Vec<Example>,
    /// The same show, labelled anew.
    pub fresh: Vec<Example>,
    /// The rest of that show.
    pub unlabelled: Vec<Example>,
    /// Titles alone, with the starts that their makers state.
    pub stated: Vec<Example>,
    /// The same, of which no figures are given.
    pub more: Vec<Example>,
    /// Other speech in English, for how common words are.
    pub speech: Vec<Example>,
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn plain(text: &str) -> String {
    text.to_lowercase().chars().filter(|it| it.is_alphanumeric()).collect()
}

fn seconds(clock: &Value) -> Option<f32> {
    let clock = clock.as_str()?;
    Some(clock.split(':').fold(0.0, |sum, it| sum * 60.0 + it.parse::<f32>().unwrap()))
}

impl Examples {
    pub fn load(shared: &Path, fresh: Option<&Path>) -> Self {
        let gold = labels(&shared.join("gold/topic-starts"));
        let fresh = fresh.map(labels).unwrap_or_default();
        let mut all = Self {
            labelled: Vec::new(),
            fresh: Vec::new(),
            unlabelled: Vec::new(),
            stated: Vec::new(),
            more: Vec::new(),
            speech: Vec::new(),
        };
        for mut it in folder(&shared.join("corpus/python-bytes-archive"), "python-bytes") {
            if let Some(gold) = gold.get(&it.number) {
                it.label(gold);
                all.labelled.push(it);
            } else if let Some(gold) = fresh.get(&it.number) {
                it.label(gold);
                all.fresh.push(it);
            } else {
                all.unlabelled.push(it);
            }
        }
        for show in ["syntax", "dtc", "ek"] {
            let gold = json(&shared.join(format!("gold/stated-starts/{show}.json")));
            for mut it in folder(&shared.join(format!("gold/stated-starts/{show}")), show) {
                it.state(gold.as_array().unwrap());
                if it.starts.len() > 1 {
                    all.stated.push(it);
                }
            }
        }
        // More of the same shows, as their makers wrote them.
        for (show, name) in
            [("wesbos-syntax", "syntax"), ("datatalks-club", "dtc"), ("engineering-kiosk", "ek")]
        {
            for mut it in folder(&shared.join(format!("corpus/archives/{show}")), name) {
                let known = all.stated.iter().any(|own| {
                    own.transcript.cues.first().map(|it| &it.text)
                        == it.transcript.cues.first().map(|it| &it.text)
                });
                it.keep(|at, items| items[at].stated.is_some());
                it.starts = it
                    .items
                    .iter()
                    .map(|it| Label::about(it.stated.unwrap().seconds() as f32))
                    .collect();
                it.items.iter_mut().for_each(|it| it.stated = None);
                it.items.iter_mut().for_each(bare);
                it.number += 10_000;
                if it.starts.len() > 2 && !known {
                    println!("{name}: {} more", it.items.len());
                    all.more.push(it);
                }
            }
        }
        for it in &all.labelled {
            let mut items = it.items.clone();
            items.iter_mut().for_each(bare);
            all.more.push(Example {
                show: "python-bytes".into(),
                number: it.number,
                items,
                transcript: it.transcript.clone(),
                starts: it.starts.clone(),
                by_hand: true,
            });
        }
        for show in ["bitcoin-explained", "chaincode-podcast", "changelog-network"] {
            for mut it in folder(&shared.join(format!("corpus/archives/{show}")), show) {
                let speech = Example {
                    show: show.to_owned(),
                    number: it.number,
                    items: Vec::new(),
                    transcript: it.transcript.clone(),
                    starts: Vec::new(),
                    by_hand: false,
                };
                all.speech.push(speech);
                it.keep(|at, items| items[at].stated.is_some());
                it.starts = it
                    .items
                    .iter()
                    .map(|it| Label::about(it.stated.unwrap().seconds() as f32))
                    .collect();
                it.items.iter_mut().for_each(|it| it.stated = None);
                if it.starts.len() > 2 {
                    all.stated.push(it);
                }
            }
        }
        for show in ["conduit-transcripts", "mbmbam", "a11y-rules"] {
            all.speech.extend(folder(&shared.join(format!("corpus/archives/{show}")), show));
        }
        all
    }
}

fn labels(folder: &Path) -> BTreeMap<u32, Value> {
    let files = fs::read_dir(folder).unwrap().flatten().map(|it| it.path());
    let files = files.filter(|it| it.extension().is_some_and(|it| it == "json"));
    files.map(|it| json(&it)).map(|it| (it["episode"].as_u64().unwrap() as u32, it)).collect()
}

fn folder(root: &Path, show: &str) -> Vec<Example> {
    let mut all: Vec<Example> = load_every(root)
        .episodes
        .into_iter()
        .filter_map(|it| {
            let transcript = it.episode.transcript?;
            let items = it.episode.notes.items;
            let number = it.episode.number.as_ref().map_or(0, |it| it.value);
            let starts = vec![Label::Unknown; items.len()];
            let show = show.to_owned();
            Some(Example { show, number, items, transcript, starts, by_hand: false })
        })
        .collect();
    all.sort_by_key(|it| it.number);
    all
}

impl Example {
    /// As the fit takes it.
    pub fn lesson(&self) -> learn::Example<'_> {
        learn::Example { items: &self.items, transcript: &self.transcript, labels: &self.starts }
    }

    pub fn is_english(&self) -> bool {
        self.show != "ek"
    }

    pub fn is_timed(&self) -> bool {
        self.transcript.is_timed()
    }

    /// Drops what nobody labelled: it would teach nonsense.
    fn keep(&mut self, wanted: impl Fn(usize, &[Item]) -> bool) {
        let keep: Vec<bool> = (0..self.items.len()).map(|it| wanted(it, &self.items)).collect();
        let mut it = keep.iter();
        self.items.retain(|_| *it.next().unwrap());
        let mut it = keep.iter();
        self.starts.retain(|_| *it.next().unwrap());
    }

    /// Pairs labels with items as the scorer of `../shared/gold` does, nearly.
    fn label(&mut self, gold: &Value) {
        self.by_hand = true;
        let gold = gold["items"].as_array().unwrap();
        let mut pairs = Vec::new();
        for (g, label) in gold.iter().enumerate() {
            let title = plain(label["title"].as_str().unwrap());
            for (i, item) in self.items.iter().enumerate() {
                let own = plain(&item.title);
                let mut score = strsim::normalized_levenshtein(&title, &own);
                if 3 < own.len().min(title.len()) && (own.contains(&title) || title.contains(&own))
                {
                    score = score.max(0.8);
                }
                if label["url"].as_str().is_some_and(|it| Some(it) == item.url.as_deref()) {
                    score = score.max(0.6) + 0.5;
                }
                if label["kind"] == item.kind.as_str() {
                    score += 0.1;
                }
                pairs.push((score, g, i));
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut chosen, mut used) = (vec![false; gold.len()], vec![false; self.items.len()]);
        for (score, g, i) in pairs {
            if 0.6 <= score && !chosen[g] && !used[i] {
                (chosen[g], used[i]) = (true, true);
                let label = &gold[g];
                self.starts[i] = match seconds(&label["start"]) {
                    None => Label::Never,
                    Some(at) => Label::At(
                        at,
                        seconds(&label["earliest"]).unwrap(),
                        seconds(&label["latest"]).unwrap(),
                    ),
                };
            }
        }
        let missed = chosen.iter().filter(|it| !**it).count();
        if 0 < missed {
            println!("{} {}: {missed} labels without an item", self.show, self.number);
        }
        let starts = self.starts.clone();
        self.keep(|at, _| starts[at] != Label::Unknown);
    }

    /// Takes the titles whose starts are stated for its items.
    fn state(&mut self, gold: &[Value]) {
        let own = gold.iter().filter(|it| it["episode"] == self.number);
        let own: Vec<&Value> = own.collect();
        self.items = own.iter().map(|it| titled(it["title"].as_str().unwrap())).collect();
        self.starts =
            own.iter().map(|it| Label::about(it["stated"].as_f64().unwrap() as f32)).collect();
    }
}

/// Leaves nothing but the title.
fn bare(it: &mut Item) {
    it.body = String::new();
    it.links = Vec::new();
    it.url = None;
    it.presenter = None;
}

/// An item that is a title alone.
fn titled(title: &str) -> Item {
    Item {
        kind: ItemKind::Topic,
        number: None,
        presenter: None,
        title: title.to_owned(),
        url: None,
        body: String::new(),
        links: Vec::new(),
        span: 0..0,
        stated: None,
        stated_beside: false,
    }
}
