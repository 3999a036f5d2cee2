"use strict";
(() => {
  // Every text goes into the page as text: names of apps are what somebody else has typed.
  const data = JSON.parse(document.getElementById("data").textContent);
  const page = 200;
  const severities = ["Information", "Warning", "Error"];
  const risks = ["Low", "Medium", "High", "Unknown", "Critical"];
  const compareText = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

  const make = (name, properties, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties ?? {})) {
      if (key === "on") { for (const [event, run] of Object.entries(value)) element.addEventListener(event, run); }
      else if (key in element && key !== "list") element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
  };
  const tag = word => (word ? make("span", { className: "tag " + word }, word) : "");
  const day = text => (text ? text.slice(0, 10) : "");
  const yesNo = value => (value === undefined ? "" : value ? "Yes" : "No");
  // Most reasons name what they are about.
  const about = finding => (finding.subject && !finding.reason.includes(finding.subject) ? finding.subject : "");
  const number = value => value.toLocaleString("en");
  const many = (count, what) => `${number(count)} ${what}${count === 1 ? "" : "s"}`;

  for (const app of data.apps) {
    app.permissions = (app.p ?? []).map(index => data.permissions[index]);
    app.findings = (app.f ?? []).map(([rule, subject, reason, fix]) => ({ app, rule: data.rules[rule], subject, reason, fix }));
    app.worst = Math.max(-1, ...app.findings.map(finding => severities.indexOf(finding.rule.severity)));
    app.granted = app.permissions.filter(permission => permission.admin || permission.users).length;
    app.text = [app.name, app.id, app.publisher, app.domain, ...(app.owners ?? []).map(owner => owner.name)].join("\n").toLowerCase();
  }
  const findings = data.apps.flatMap(app => app.findings);

  // Sorting, filters and pages of a table.
  const build = ({ id, name, rows, columns, filters, start }) => {
    const host = document.getElementById(id);
    let sort = start;
    let shown = page;
    let chosen = [];
    const count = make("p", { className: "count", role: "status" });
    const body = make("tbody");
    const more = make("button", { type: "button", className: "more", on: { click: () => { shown += page * 5; draw(); } } });
    const heads = columns.map((column, index) => {
      const button = make("button", { type: "button", on: { click: () => { sort = { index, down: sort.index === index ? !sort.down : !!column.down }; shown = page; choose(); } } }, column.label);
      return make("th", { scope: "col", className: column.className ?? "" }, button);
    });
    const inputs = filters.map((filter, index) => {
      const key = id + "-filter-" + index;
      const input = filter.options
        ? make("select", { id: key, on: { change: () => choose(true) } }, make("option", { value: "" }, "All"), ...filter.options.map(([value, label]) => make("option", { value }, label)))
        : make("input", { id: key, type: "search", autocomplete: "off", on: { input: () => choose(true) } });
      return { filter, input, label: make("label", { htmlFor: key }, filter.label) };
    });
    const choose = again => {
      if (again) shown = page;
      const active = inputs.filter(({ input }) => input.value.trim() !== "");
      chosen = rows.filter(row => active.every(({ filter, input }) => filter.keep(row, input.value.trim())));
      const value = columns[sort.index].value;
      chosen.sort((one, other) => {
        const [a, b] = [value(one), value(other)];
        // What isn't known comes last, whichever way the column is sorted.
        if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
        return (typeof a === "number" ? a - b : compareText(a, b)) * (sort.down ? -1 : 1);
      });
      heads.forEach((head, index) => (index === sort.index ? head.setAttribute("aria-sort", sort.down ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
      draw();
    };
    const draw = all => {
      const rowsShown = all ? chosen : chosen.slice(0, shown);
      body.replaceChildren(...rowsShown.map(row => make("tr", null, ...columns.map(column => make("td", { className: column.className ?? "" }, column.cell(row))))));
      if (!rowsShown.length) body.append(make("tr", null, make("td", { colSpan: columns.length, className: "muted" }, "Nothing matches.")));
      count.textContent = chosen.length === rows.length ? `${number(rows.length)} ${name}` : `${number(chosen.length)} of ${number(rows.length)} ${name}`;
      more.hidden = rowsShown.length >= chosen.length;
      more.textContent = `Show more (${number(chosen.length - rowsShown.length)} left)`;
    };
    host.append(
      make("div", { className: "controls" }, ...inputs.map(({ input, label }) => make("div", null, label, input)), count),
      make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": name }, make("table", null, make("caption", null, name), make("thead", null, make("tr", null, ...heads)), body)),
      more);
    choose();
    // On paper there is no button for more.
    addEventListener("beforeprint", () => draw(true));
    addEventListener("afterprint", () => draw());
  };

  const dialog = document.getElementById("app");
  const section = (title, ...content) => (content.flat().length ? [make("h3", null, title), ...content.flat()] : []);
  const table = (title, heads, rows) => rows.length
    ? [make("h3", null, title), make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": title }, make("table", null, make("caption", null, title), make("thead", null, make("tr", null, ...heads.map(head => make("th", { scope: "col" }, head)))), make("tbody", null, ...rows.map(cells => make("tr", null, ...cells.map(cell => make("td", null, cell)))))))]
    : [];
  const signIn = app => day(app.last) || { NoSignIn: "No sign-in in Microsoft's report", NoPermission: "Unknown: the report needs AuditLog.Read.All", NoLicense: "Unknown: the report needs Microsoft Entra ID P1", NotAvailable: "Unknown" }[app.lastState];
  // A line of a command breaks at its blanks, not behind the hyphen of a parameter, unless a word is as long as a line.
  const command = text => make("code", null, ...text.split(/( )/).map(word => word.length > 1 && word.length < 40 ? make("span", { className: "nowrap" }, word) : word));
  const show = app => {
    const facts = [
      ["Application (client) ID", app.id], ["Kind", app.kind], ["Enabled", yesNo(app.enabled)], ["Created", day(app.created)],
      ["Publisher", [app.publisher && app.publisher + " (verified)", app.domain].filter(Boolean).join(", ")], ["Registered in tenant", app.home],
      ["Supported account types", app.audience], ["Highest risk granted", app.risk], ["Last sign-in", signIn(app)],
      ["Assignment required", yesNo(app.required)],
      ["Assigned", app.users === undefined ? "" : [many(app.users, "user"), many(app.groups, "group"), many(app.apps, "app")].join(", ")],
      ["Exposed scopes", (app.scopes ?? []).join(", ")], ["App roles", (app.roles ?? []).join(", ")],
      ["Tokens by the implicit flow", [app.idToken && "ID tokens", app.accessToken && "access tokens"].filter(Boolean).join(", ")],
      ["Public client flows", app.publicClient ? "Yes" : ""],
    ].filter(([, value]) => value !== "" && value !== undefined && value !== null);
    dialog.replaceChildren(
      make("button", { type: "button", className: "close", on: { click: () => dialog.close() } }, "Close"),
      make("h2", { id: "app-title", tabIndex: -1 }, app.name || "(no name)"),
      make("dl", null, ...facts.flatMap(([name, value]) => [make("dt", null, name), make("dd", null, String(value))])),
      ...section("Findings", [...app.findings].sort((a, b) => severities.indexOf(b.rule.severity) - severities.indexOf(a.rule.severity)).map(finding => make("div", { className: "finding " + finding.rule.severity },
        make("p", null, tag(finding.rule.severity), " ", make("strong", null, finding.rule.title), about(finding) ? ": " + about(finding) : ""),
        make("p", null, finding.reason), make("p", { className: "muted" }, finding.rule.why), command(finding.fix)))),
      ...table("Credentials", ["Kind", "Name", "From", "Until", "Days left"], (app.credentials ?? []).map(one => [one.kind + (one.saml ? " (enterprise application)" : ""), one.name ?? "", day(one.start), day(one.end), one.days === undefined ? "" : String(one.days)])),
      ...table("Permissions", ["Permission", "Type", "API", "Risk", "Requested", "Granted"], app.permissions.map(one => [one.name, one.type, one.api ?? "", tag(one.risk), yesNo(one.requested), one.admin ? "For the tenant" : one.users ? "For " + many(one.users, "user") : "No"])),
      ...table("Owners", ["Name", "Account"], (app.owners ?? []).map(owner => [owner.name, owner.enabled === false ? "Disabled" : owner.enabled ? "Enabled" : ""])),
      ...table("Redirect URIs", ["Address", "Platform"], (app.uris ?? []).map(([uri, platform]) => [uri, platform])));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    document.getElementById("app-title").focus();
  };
  for (const code of document.querySelectorAll("td code")) code.replaceWith(command(code.textContent));
  const open = app => make("button", { type: "button", className: "link", "aria-haspopup": "dialog", on: { click: () => show(app) } }, app.name || "(no name)");
  const byId = new Map(data.apps.map(app => [app.id, app]));
  for (const button of document.querySelectorAll("button[data-app]")) button.addEventListener("click", () => show(byId.get(button.dataset.app)));
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });

  const words = (row, text) => text.toLowerCase().split(/\s+/).every(word => row.includes(word));
  build({
    id: "findings", name: "findings", rows: findings, start: { index: 0, down: true },
    columns: [
      { label: "Severity", down: true, value: row => severities.indexOf(row.rule.severity), cell: row => tag(row.rule.severity) },
      { label: "Finding", value: row => row.rule.title, cell: row => row.rule.title },
      { label: "App", value: row => row.app.name, cell: row => open(row.app) },
      { label: "Reason", className: "wide less", value: row => row.reason, cell: row => (about(row) ? about(row) + ": " : "") + row.reason },
      { label: "Fix", className: "wide less", value: row => row.fix, cell: row => command(row.fix) },
    ],
    filters: [
      { label: "Search", keep: (row, text) => words([row.app.text, row.rule.id, row.rule.title, row.subject, row.reason].join("\n").toLowerCase(), text) },
      { label: "Severity", options: [...severities].reverse().map(one => [one, one]), keep: (row, value) => row.rule.severity === value },
      { label: "Rule", options: data.rules.filter(rule => findings.some(row => row.rule === rule)).map(rule => [rule.id, rule.title]), keep: (row, value) => row.rule.id === value },
    ],
  });
  build({
    id: "apps", name: "apps", rows: data.apps, start: { index: 0, down: false },
    columns: [
      { label: "Name", className: "wide", value: row => row.name, cell: open },
      { label: "Kind", className: "less", value: row => row.kind, cell: row => row.kind },
      { label: "Risk", down: true, value: row => (row.risk ? risks.indexOf(row.risk) : undefined), cell: row => tag(row.risk) },
      { label: "Findings", down: true, className: "nowrap", value: row => row.worst * 1000 + row.findings.length, cell: row => (row.findings.length ? make("span", { className: severities[row.worst] }, `${row.findings.length} (${severities[row.worst]})`) : "0") },
      { label: "Days left", className: "number", value: row => row.days, cell: row => (row.days === undefined ? "" : number(row.days)) },
      { label: "Granted", down: true, className: "number less", value: row => row.granted, cell: row => number(row.granted) },
      { label: "Owners", className: "number less", value: row => row.owners?.length, cell: row => (row.owners ? number(row.owners.length) : "") },
      { label: "Created", className: "nowrap less", value: row => row.created, cell: row => day(row.created) },
      { label: "Last sign-in", className: "nowrap less", value: row => row.last, cell: row => day(row.last) },
    ],
    filters: [
      { label: "Search", keep: (row, text) => words(row.text, text) },
      { label: "Kind", options: [...new Set(data.apps.map(app => app.kind))].map(kind => [kind, kind]), keep: (row, value) => row.kind === value },
      { label: "Risk", options: [...risks].reverse().map(risk => [risk, risk]), keep: (row, value) => row.risk === value },
      { label: "Findings", options: [["1", "Any"], ...[...severities].reverse().map(one => [one, one])], keep: (row, value) => (value === "1" ? row.findings.length > 0 : row.findings.some(finding => finding.rule.severity === value)) },
      { label: "Credentials", options: [["0", "All expired"], ["30", "Expire within 30 days"], ["90", "Expire within 90 days"], ["none", "None"]], keep: (row, value) => (value === "none" ? row.days === undefined : row.days !== undefined && (value === "0" ? row.days < 0 : row.days >= 0 && row.days <= Number(value))) },
    ],
  });
})();
