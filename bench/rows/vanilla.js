// The rows by hand: the implementation that the others are measured against. It
// does what vanillajs of js-framework-benchmark does.
(function () {
  "use strict";
  const button = (id, title) => '<div class="col-sm-6 smallpad"><button type="button" class="btn btn-primary btn-block" id="' + id + '">' + title + "</button></div>";
  document.getElementById("main").innerHTML = '<div class="container"><div class="jumbotron"><div class="row"><div class="col-md-6"><h1>Rows</h1></div><div class="col-md-6"><div class="row">' +
    button("run", "Create 1,000 rows") + button("runlots", "Create 10,000 rows") + button("add", "Append 1,000 rows") +
    button("update", "Update every 10th row") + button("clear", "Clear") + button("swaprows", "Swap Rows") +
    '</div></div></div></div><table class="table table-hover table-striped test-data"><tbody id="tbody"></tbody></table>' +
    '<span class="preloadicon glyphicon glyphicon-remove" aria-hidden="true"></span></div>';

  const template = document.createElement("tr");
  template.innerHTML = '<td class="col-md-1"></td><td class="col-md-4"><a class="lbl"></a></td><td class="col-md-1"><a class="remove">' +
    '<span class="remove glyphicon glyphicon-remove" aria-hidden="true"></span></a></td><td class="col-md-6"></td>';
  const tbody = document.getElementById("tbody"), table = tbody.parentNode;
  let data = [], rows = [], selected = null;

  function rowOf(item) {
    const tr = template.cloneNode(true), id = tr.firstChild, label = id.nextSibling.firstChild;
    tr.dataId = item.id;
    id.textContent = item.id;
    label.textContent = item.label;
    return tr;
  }

  function append(items) {
    const empty = rows.length === 0;
    if (empty) table.removeChild(tbody);
    for (const item of items) {
      const tr = rowOf(item);
      data.push(item);
      rows.push(tr);
      tbody.appendChild(tr);
    }
    if (empty) table.insertBefore(tbody, null);
  }

  function clear() {
    data = [];
    rows = [];
    tbody.textContent = "";
    selected = null;
  }

  const actions = {
    run() { clear(); append(build(1000)); },
    runlots() { clear(); append(build(10000)); },
    add() { append(build(1000)); },
    clear,
    update() {
      for (let i = 0; i < data.length; i += 10) {
        data[i].label += " !!!";
        rows[i].childNodes[1].childNodes[0].firstChild.nodeValue = data[i].label;
      }
    },
    swaprows() {
      if (data.length <= 998) return;
      [data[1], data[998]] = [data[998], data[1]];
      [rows[1], rows[998]] = [rows[998], rows[1]];
      tbody.insertBefore(rows[998], rows[2]);
      tbody.insertBefore(rows[1], rows[2]);
      tbody.insertBefore(rows[998], rows[999] || null);
    },
  };

  document.getElementById("main").addEventListener("click", (e) => {
    const name = e.target.id;
    if (actions[name]) {
      e.preventDefault();
      actions[name]();
      return;
    }
    const tr = e.target.closest("tr");
    if (!tr) return;
    const i = data.findIndex((item) => item.id === tr.dataId);
    if (e.target.matches(".remove")) {
      rows[i].remove();
      data.splice(i, 1);
      rows.splice(i, 1);
    } else if (e.target.matches(".lbl")) {
      if (selected) selected.className = "";
      selected = rows[i];
      selected.className = "danger";
    }
  });
})();
