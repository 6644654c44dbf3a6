//! Words of the list of keys.

words! {
    title: "快捷键", "Keyboard";
    lead: "在输入框外按 ? 也能看到。", "Pressing ? outside of a field shows them, too.";
    close: "关闭", "Close";
    search: "到搜索框", "to the search box";
    keys: "显示快捷键", "show these keys";
    suggestions: "在搜索建议中上下选择、前往、关闭", "in the suggestions of the search box: choose, go there, close";
    row: "在结果表的数量框:把这一行加入购物车,到下一行", "in a quantity of a results table: adds the row to the cart, on to the next one";
    grid: "在表格中:到下一行", "in a grid: one row down";
    paste: "在表格中:把从 Excel 复制的一块铺开", "in a grid: spreads a block copied from a spreadsheet";
}
