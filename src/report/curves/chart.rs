//! One chart: an SVG with axes and curves, a legend, and the values for the tooltip.

use serde_json::{Value, json};

use super::escape::{self, Text, put};
use super::scale::{Scale, short};
use super::series::{Points, best, smooth, thin};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 270.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 30.0;

/// A curve of a chart.
pub struct Curve {
    pub name: String,
    /// Which colour of the page, from 0.
    pub colour: usize,
    pub points: Points,
}

/// How curves are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Every value faint, and a smoothed curve over them.
    Smoothed,
    /// As they are.
    Plain,
    /// Points joined by lines, the highest marked.
    Scores,
}

pub struct Chart {
    /// Unique on the page.
    pub id: String,
    pub title: String,
    /// What the values are.
    pub note: &'static str,
    pub style: Style,
    pub curves: Vec<Curve>,
}

/// A curve with its points as they are, and as they are drawn.
type Drawn<'a> = (&'a Curve, Points, Points);

/// A chart's inside, and the scales it was drawn with.
struct Plot<'a> {
    drawn: Vec<Drawn<'a>>,
    x: Scale,
    y: Scale,
    svg: String,
}

/// Above the plot of a chart that stands alone: title and legend.
const HEAD: f64 = 46.0;

impl Chart {
    /// The figure, or nothing where no curve has a value.
    pub fn html(&self) -> String {
        let Some(Plot { drawn, x, y, svg }) = self.plot() else { return String::new() };
        let (title, note) = (Text(&self.title), Text(self.note));
        let mut html = format!("<figure class=\"card chart\" id=\"{}\"><figcaption><h3>{title}</h3>", Text(&self.id));
        put(
            &mut html,
            format_args!("<span class=\"note\">{note}{}</span>", if y.logarithmic { " · log scale" } else { "" }),
        );
        self.legend(&mut html, &drawn);
        put(
            &mut html,
            format_args!(
                "</figcaption><div class=\"plot\"><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{title}\">{svg}\
             <g class=\"hover\"></g></svg><div class=\"tip\" role=\"status\"></div></div>"
            ),
        );
        let data = json!({
            "x": scale_json(&x), "y": scale_json(&y), "top": TOP, "bottom": HEIGHT - BOTTOM, "width": WIDTH,
            "curves": drawn.iter().map(|(curve, raw, line)| self.data(curve, raw, line)).collect::<Vec<_>>(),
        });
        put(&mut html, format_args!("<script type=\"application/json\">{}</script></figure>\n", escape::json(&data)));
        html
    }

    /// The chart as an SVG file of its own, light or dark as its reader is; `None` where no curve has a value.
    pub fn svg(&self) -> Option<String> {
        let Plot { drawn, y, svg, .. } = self.plot()?;
        let (title, note) = (Text(&self.title), Text(self.note));
        let mut file = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{title}\">\
             <style>{}</style><rect width=\"100%\" height=\"100%\" style=\"fill:var(--card)\"/>",
            HEIGHT + HEAD,
            include_str!("page.css"),
        );
        let log = if y.logarithmic { " · log scale" } else { "" };
        put(
            &mut file,
            format_args!(
                "<text x=\"{LEFT}\" y=\"18\" style=\"font-weight:650;font-size:13px;fill:var(--ink)\">{title}</text>\
                 <text class=\"end\" x=\"{}\" y=\"18\">{note}{log}</text>",
                WIDTH - RIGHT
            ),
        );
        let mut left = LEFT;
        for (curve, raw, line) in &drawn {
            let name = match self.value(raw, line) {
                Some(value) => format!("{} {value}", curve.name),
                None => curve.name.clone(),
            };
            put(
                &mut file,
                format_args!(
                    "<rect class=\"c{}\" x=\"{left}\" y=\"27\" width=\"9\" height=\"9\" rx=\"2\" style=\"fill:var(--c)\"/>\
                     <text x=\"{}\" y=\"35\">{}</text>",
                    curve.colour,
                    left + 14.0,
                    Text(&name)
                ),
            );
            // Letters of 11 px are about 6.2 wide.
            left += 34.0 + 6.2 * name.chars().count() as f64;
        }
        put(&mut file, format_args!("<g transform=\"translate(0 {HEAD})\">{svg}</g></svg>\n"));
        Some(file)
    }

    fn plot(&self) -> Option<Plot<'_>> {
        let drawn: Vec<Drawn> = self
            .curves
            .iter()
            .filter(|curve| curve.points.iter().any(|p| p.1.is_finite()))
            .map(|curve| {
                let line = if self.style == Style::Smoothed { smooth(&curve.points) } else { curve.points.clone() };
                (curve, thin(&curve.points), thin(&line))
            })
            .collect();
        if drawn.is_empty() {
            return None;
        }
        let points = || drawn.iter().flat_map(|(_, raw, _)| raw.iter());
        let values = || drawn.iter().flat_map(|(_, raw, line)| raw.iter().chain(line)).map(|p| p.1);
        let x = Scale::tight(points().map(|p| p.0), LEFT, WIDTH - RIGHT);
        let (bottom, top) = (HEIGHT - BOTTOM, TOP);
        let y = match self.style {
            Style::Scores => Scale::linear(values(), bottom, top),
            Style::Smoothed | Style::Plain => Scale::fitting(values(), bottom, top),
        };
        let mut svg = String::new();
        self.axes(&mut svg, &x, &y);
        for (curve, raw, line) in &drawn {
            let colour = format!("c{}", curve.colour);
            if self.style == Style::Smoothed {
                put(&mut svg, format_args!("<path class=\"raw {colour}\" d=\"{}\"/>", path(raw, &x, &y)));
            }
            put(&mut svg, format_args!("<path class=\"line {colour}\" d=\"{}\"/>", path(line, &x, &y)));
            if self.style == Style::Scores {
                for point in line.iter().filter(|p| p.1.is_finite()) {
                    let (px, py) = (x.place(point.0), y.place(point.1));
                    put(
                        &mut svg,
                        format_args!("<circle class=\"dot {colour}\" cx=\"{px:.1}\" cy=\"{py:.1}\" r=\"2.2\"/>"),
                    );
                }
            }
        }
        if self.style == Style::Scores {
            drawn.iter().for_each(|(curve, raw, _)| mark_best(&mut svg, curve, raw, &x, &y));
        }
        Some(Plot { drawn, x, y, svg })
    }

    /// What the legend says of a curve: its best score, or where it ended.
    fn value(&self, raw: &Points, line: &Points) -> Option<String> {
        match self.style {
            Style::Scores => best(raw).map(|p| format!("{:.2}", p.1)),
            Style::Smoothed => line.iter().rev().find(|p| p.1.is_finite()).map(|p| short(p.1)),
            Style::Plain => None,
        }
    }

    fn axes(&self, svg: &mut String, x: &Scale, y: &Scale) {
        let right = WIDTH - RIGHT;
        for tick in y.ticks(5.0) {
            let (at, label) = (y.place(tick), short(tick));
            put(svg, format_args!("<line class=\"grid\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"));
            put(
                svg,
                format_args!("<text class=\"tick end\" x=\"{}\" y=\"{:.1}\">{label}</text>", LEFT - 8.0, at + 3.5),
            );
        }
        let bottom = HEIGHT - BOTTOM;
        put(svg, format_args!("<line class=\"axis\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>"));
        for tick in x.ticks(7.0) {
            let (at, label) = (x.place(tick), short(tick));
            put(
                svg,
                format_args!(
                    "<line class=\"axis\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{bottom}\" y2=\"{}\"/>",
                    bottom + 4.0
                ),
            );
            put(svg, format_args!("<text class=\"tick middle\" x=\"{at:.1}\" y=\"{}\">{label}</text>", bottom + 17.0));
        }
    }

    fn legend(&self, html: &mut String, drawn: &[Drawn]) {
        html.push_str("<ul class=\"legend\">");
        for (curve, raw, line) in drawn {
            let value = self.value(raw, line);
            put(html, format_args!("<li><i class=\"swatch c{}\"></i>{}", curve.colour, Text(&curve.name)));
            if let Some(value) = value {
                put(html, format_args!(" <b>{value}</b>"));
            }
            html.push_str("</li>");
        }
        html.push_str("</ul>");
    }

    fn data(&self, curve: &Curve, raw: &Points, line: &Points) -> Value {
        let pairs = |points: &Points| -> Vec<Value> {
            points.iter().filter(|p| p.1.is_finite()).map(|p| json!([p.0, rounded(p.1)])).collect()
        };
        let smoothed = if self.style == Style::Smoothed { pairs(line) } else { Vec::new() };
        json!({"name": curve.name, "colour": curve.colour, "raw": pairs(raw), "smooth": smoothed})
    }
}

/// Six digits are more than a tooltip shows, and half the page.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

fn scale_json(scale: &Scale) -> Value {
    json!({"low": scale.low, "high": scale.high, "log": scale.logarithmic, "from": scale.from, "to": scale.to})
}

fn path(points: &Points, x: &Scale, y: &Scale) -> String {
    let mut path = String::with_capacity(points.len() * 12);
    let mut pen_down = false;
    for &(update, value) in points {
        if value.is_finite() {
            let command = if pen_down { 'L' } else { 'M' };
            put(&mut path, format_args!("{command}{:.1} {:.1}", x.place(update), y.place(value)));
        }
        pen_down = value.is_finite();
    }
    path
}

fn mark_best(svg: &mut String, curve: &Curve, points: &Points, x: &Scale, y: &Scale) {
    let Some((update, value)) = best(points) else { return };
    let (px, py) = (x.place(update), y.place(value));
    // Near an edge the number would be cut.
    let anchor = if px > WIDTH - RIGHT - 30.0 {
        "end"
    } else if px < LEFT + 30.0 {
        "start"
    } else {
        "middle"
    };
    let above = if py < TOP + 18.0 { py + 19.0 } else { py - 9.0 };
    put(svg, format_args!("<circle class=\"best c{}\" cx=\"{px:.1}\" cy=\"{py:.1}\" r=\"4.5\"/>", curve.colour));
    put(svg, format_args!("<text class=\"best {anchor}\" x=\"{px:.1}\" y=\"{above:.1}\">{value:.1}</text>"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(style: Style, points: Points) -> String {
        let curves = vec![Curve { name: "a<b".into(), colour: 1, points }];
        Chart { id: "x".into(), title: "Loss".into(), note: "nats", style, curves }.html()
    }

    #[test]
    fn gaps_break_the_line_and_names_are_escaped() {
        let html = chart(Style::Plain, vec![(1.0, 1.0), (2.0, f64::NAN), (3.0, 2.0), (4.0, 1.0)]);
        let path = html.split("class=\"line c1\" d=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(path.matches('M').count(), 2, "{path}");
        assert!(html.contains("a&lt;b") && html.contains("a\\u003cb") && !html.contains("NaN"));
    }

    #[test]
    fn the_best_score_is_marked() {
        let html = chart(Style::Scores, vec![(1.0, 10.0), (2.0, 71.42), (3.0, 70.0)]);
        assert!(html.contains(">71.4</text>") && html.contains("<b>71.42</b>"));
    }

    #[test]
    fn a_chart_without_values_is_none() {
        assert_eq!(chart(Style::Smoothed, vec![(1.0, f64::NAN)]), "");
        assert!(chart(Style::Smoothed, vec![(1.0, 1.0)]).contains("<svg"), "one point is a chart");
    }

    #[test]
    fn a_chart_stands_alone_as_an_svg() {
        let curve = |name: &str, colour| Curve { name: name.into(), colour, points: vec![(1.0, 10.0), (2.0, 71.42)] };
        let curves = vec![curve("a<b", 0), curve("c", 1)];
        let chart = Chart { id: "x".into(), title: "F1".into(), note: "%", style: Style::Scores, curves };
        let svg = chart.svg().expect("it has values");
        assert!(svg.starts_with("<svg xmlns=") && svg.contains("a&lt;b 71.42") && svg.contains("class=\"line c1\""));
        assert!(Chart { curves: Vec::new(), ..chart }.svg().is_none());
    }
}
