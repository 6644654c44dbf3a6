//! A dimension drawing: shapes of the domain as SVG, its letters explained beneath.

use crate::i18n::current_lang;
use crate::i18n::parts::{described, words};
use domain::catalog::SkuRow;
use domain::catalog::drawing::{Drawing, Kind, Measures, Shape, draw};
use domain::lang::Lang;
use leptos::prelude::*;

/// The drawing of a part, when its kind can be drawn.
pub fn drawing_of(row: &SkuRow) -> Option<Drawing> {
    let kind = Kind::of(&row.category_code, &row.standard, &row.name_en)?;
    let shown = row.parameters.iter().map(|(code, _, _)| (code.as_str(), row.parameter(code, Lang::En)));
    draw(kind, &Measures::read(shown.filter_map(|(code, value)| Some((code, value?)))))
}

/// The drawing and what its letters mean.
#[component]
pub fn DimensionDrawing(
    /// What to draw.
    drawing: Drawing,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let described = described(&drawing, lang);
    let (guesses, shortened) = (drawing.guesses(), drawing.shortened);
    let frame = format!("0 0 {} {}", drawing.width, drawing.height);
    let letters = drawing.sizes.iter().map(|size| {
        let figure = match size.figure.clone() {
            Some(figure) => view! { <b class="num">{figure}</b> }.into_any(),
            None => view! { <span class="dim">{w.unknown}</span> }.into_any(),
        };
        view! {
            <div>
                <dt>
                    <i>{size.letter}</i>
                    " "
                    {size.name(lang)}
                </dt>
                <dd>{figure}</dd>
            </div>
        }
    });
    view! {
        <section class="block">
            <header>
                <h2>{w.drawing}</h2>
                <p>{w.in_mm}</p>
            </header>
            <figure class="drawing">
                <svg viewBox=frame role="img" aria-labelledby="drawing-title drawing-desc">
                    <title id="drawing-title">{drawing.kind.name(lang)}</title>
                    <desc id="drawing-desc">{described}</desc>
                    {drawing.shapes.into_iter().map(shape).collect_view()}
                </svg>
                <figcaption>
                    <dl class="facts">{letters.collect_view()}</dl>
                    <p>{w.from_parameters}</p>
                    {shortened.then(|| view! { <p>{w.shortened}</p> })}
                    {guesses.then(|| view! { <p>{w.guessed}</p> })}
                </figcaption>
            </figure>
        </section>
    }
}

fn shape(shape: Shape) -> AnyView {
    match shape {
        Shape::Path { style, d } => view! { <path class=style.class() d=d></path> }.into_any(),
        Shape::Circle { style, x, y, r } => {
            view! { <circle class=style.class() cx=x cy=y r=r></circle> }.into_any()
        }
        Shape::Label { x, y, anchor, letter, figure } => view! {
            <text class="l" x=x y=y text-anchor=anchor.as_str()>
                {letter}
                {figure.map(|figure| view! { <tspan dx="4">{figure}</tspan> })}
            </text>
        }
        .into_any(),
    }
}
