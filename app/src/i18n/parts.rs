//! Words of a part's drawing, pictures and papers.

use domain::catalog::drawing::Drawing;
use domain::lang::Lang;

words! {
    drawing: "尺寸图", "Dimensions";
    in_mm: "单位 mm", "in mm";
    pictures: "图片", "Pictures";
    documents: "文档", "Documents";
    unknown: "目录里没有此尺寸", "not in the catalogue";
    guessed: "没有数字的尺寸按常见比例画出,请以实物或标准为准。", "A letter without a figure is drawn in the usual proportion; measure it or see the standard.";
    shortened: "长度缩短画出,数字为实际长度。", "The shank is drawn shortened; its figure is the true length.";
    from_parameters: "按参数生成,供辨认和测量。", "Drawn from the parameters, to recognise and to measure by.";
}

/// What a drawing shows, for those who hear it read: the kind and all its figures.
pub fn described(drawing: &Drawing, lang: Lang) -> String {
    let mut text = drawing.kind.name(lang).to_owned();
    for size in &drawing.sizes {
        let figure = match &size.figure {
            Some(figure) => figure.as_str(),
            None => words(lang).unknown,
        };
        let (name, letter) = (size.name(lang), size.letter);
        let part = match lang {
            Lang::Zh => format!(";{name} {letter}:{figure}"),
            Lang::En => format!("; {name} {letter}: {figure}"),
        };
        text.push_str(&part);
    }
    text
}
