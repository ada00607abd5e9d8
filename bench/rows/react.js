// The rows with React, as react-hooks of js-framework-benchmark has them: a
// reducer, and a memo for each row. The calls of jsx are what JSX is compiled to.
(function () {
  "use strict";
  const { memo, useReducer } = require("react");
  const { jsx, jsxs } = require("react/jsx-runtime");
  const { createRoot } = require("react-dom/client");

  function reducer(state, action) {
    const { data, selected } = state;
    switch (action.type) {
      case "run": return { data: build(1000), selected: 0 };
      case "runlots": return { data: build(10000), selected: 0 };
      case "add": return { data: data.concat(build(1000)), selected };
      case "update": {
        const next = data.slice(0);
        for (let i = 0; i < next.length; i += 10) next[i] = { id: next[i].id, label: next[i].label + " !!!" };
        return { data: next, selected };
      }
      case "clear": return { data: [], selected: 0 };
      case "swaprows": {
        if (data.length <= 998) return state;
        const next = data.slice(0);
        [next[1], next[998]] = [next[998], next[1]];
        return { data: next, selected };
      }
      case "remove": {
        const i = data.findIndex((d) => d.id === action.id);
        return { data: [...data.slice(0, i), ...data.slice(i + 1)], selected };
      }
      case "select": return { data, selected: action.id };
    }
    return state;
  }

  const Row = memo(({ selected, item, dispatch }) => jsxs("tr", {
    className: selected ? "danger" : "",
    children: [
      jsx("td", { className: "col-md-1", children: item.id }),
      jsx("td", { className: "col-md-4", children: jsx("a", { onClick: () => dispatch({ type: "select", id: item.id }), children: item.label }) }),
      jsx("td", { className: "col-md-1", children: jsx("a", {
        onClick: () => dispatch({ type: "remove", id: item.id }),
        children: jsx("span", { className: "glyphicon glyphicon-remove", "aria-hidden": "true" }),
      }) }),
      jsx("td", { className: "col-md-6" }),
    ],
  }), (a, b) => a.selected === b.selected && a.item === b.item);

  const Button = ({ id, title, cb }) => jsx("div", {
    className: "col-sm-6 smallpad",
    children: jsx("button", { type: "button", className: "btn btn-primary btn-block", id, onClick: cb, children: title }),
  });

  const Jumbotron = memo(({ dispatch }) => jsx("div", {
    className: "jumbotron",
    children: jsxs("div", { className: "row", children: [
      jsx("div", { className: "col-md-6", children: jsx("h1", { children: "Rows" }) }),
      jsx("div", { className: "col-md-6", children: jsx("div", {
        className: "row",
        children: [["run", "Create 1,000 rows"], ["runlots", "Create 10,000 rows"], ["add", "Append 1,000 rows"],
          ["update", "Update every 10th row"], ["clear", "Clear"], ["swaprows", "Swap Rows"]].map(([id, title]) =>
          jsx(Button, { id, title, cb: () => dispatch({ type: id }) }, id)),
      }) }),
    ] }),
  }), () => true);

  function Main() {
    const [{ data, selected }, dispatch] = useReducer(reducer, { data: [], selected: 0 });
    return jsxs("div", { className: "container", children: [
      jsx(Jumbotron, { dispatch }),
      jsx("table", { className: "table table-hover table-striped test-data", children: jsx("tbody", {
        id: "tbody",
        children: data.map((item) => jsx(Row, { item, selected: selected === item.id, dispatch }, item.id)),
      }) }),
      jsx("span", { className: "preloadicon glyphicon glyphicon-remove", "aria-hidden": "true" }),
    ] });
  }

  createRoot(document.getElementById("main")).render(jsx(Main, {}));
})();
