// Stands in every page after axe-core: what the tests ask of a page that axe alone would answer too slowly.

// Returns what axe finds. Contrast takes most of its time, so text of one look is measured until it has passed once:
// the same colour, size and weight on the same grounds has the same contrast on the next page too.
globalThis.look = async (options) => {
  const rules = { "color-contrast": { enabled: false } };
  const found = (await axe.run(document, { ...options, rules, resultTypes: ["violations"] })).violations;
  const unmeasured = new Map([...texts()].filter(([, kind]) => localStorage.getItem(kind) === null));
  if (unmeasured.size) {
    const include = [...unmeasured.keys()];
    const contrast = await axe.run({ include }, { runOnly: ["color-contrast"], elementRef: true });
    found.push(...contrast.violations);
    for (const { element } of contrast.passes.flatMap((rule) => rule.nodes)) {
      if (unmeasured.has(element)) localStorage.setItem(unmeasured.get(element), "passed");
    }
  }
  return found.map(({ id, impact, nodes }) => `axe ${id} (${impact}): ${nodes.slice(0, 3).map((node) => node.target)}`);
};

// Yields each element that shows text, with its look.
function* texts() {
  const grounds = new Map();
  for (const element of document.querySelectorAll("html, body, body *")) {
    const style = getComputedStyle(element);
    const own = [style.backgroundColor, style.backgroundImage, style.opacity].join(" ");
    const below = grounds.get(element.parentElement) ?? "";
    grounds.set(element, own === "rgba(0, 0, 0, 0) none 1" ? below : `${below} / ${own}`);
    const isField = element.matches("input, select, textarea");
    if (isField || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) {
      yield [element, [style.color, style.fontSize, style.fontWeight, style.textShadow, grounds.get(element)].join(" ")];
    }
  }
}
