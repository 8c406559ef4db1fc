// Stands in every page after axe-core: what the tests ask of a page that axe alone would answer too slowly.

const TEXTLESS = "option, input:is([type=checkbox], [type=radio], [type=hidden])";

// Returns what axe finds. Contrast takes most of its time and is asked for apart, by `contrast`.
globalThis.look = async (options) => {
  const rules = { "color-contrast": { enabled: false } };
  const found = await axe.run(document, { ...options, rules, resultTypes: ["violations"], preload: false, iframes: false });
  return told(found.violations);
};

// Returns what axe finds against the contrast. Text of one look is measured until it has passed once:
// the same colour, size and weight on the same grounds has the same contrast on the next page too.
globalThis.contrast = async () => {
  const unmeasured = new Map([...texts()].filter(([, kind]) => localStorage.getItem(kind) === null));
  if (!unmeasured.size) return [];
  const include = [...unmeasured.keys()];
  const found = await axe.run({ include }, { runOnly: ["color-contrast"], elementRef: true });
  const undecided = found.incomplete.flatMap((rule) => rule.nodes).filter(({ any }) => any[0]?.data?.messageKey === "bgImage");
  for (const { element } of [...found.passes.flatMap((rule) => rule.nodes), ...undecided]) {
    if (unmeasured.has(element)) localStorage.setItem(unmeasured.get(element), "done");
  }
  return told(found.violations);
};

// Returns how far the page is from what fits: wider than the window, or its heading below the middle of it.
globalThis.misfits = () => {
  const { scrollWidth, clientWidth, clientHeight } = document.documentElement;
  const top = document.querySelector("h1")?.getBoundingClientRect().top ?? 0;
  const beyond = [...document.querySelectorAll("main *, header *")].filter((e) => e.getBoundingClientRect().right > clientWidth + 1);
  const named = beyond.slice(0, 3).map((e) => `<${e.localName} class="${e.className.baseVal ?? e.className}">`).join(", ");
  return [
    ...(scrollWidth > clientWidth
      ? [`${scrollWidth - clientWidth} px wider than the ${clientWidth} px of the window: ${named}`]
      : []),
    ...(top > clientHeight / 2 ? [`the heading begins ${Math.round(top)} px below the top`] : []),
  ];
};

function told(violations) {
  return violations.map(({ id, impact, nodes }) => `axe ${id} (${impact}): ${nodes.slice(0, 3).map((node) => node.target)}`);
}

// Yields each element that shows text, with its look.
function* texts() {
  const grounds = new Map(), clipped = new Set();
  for (const element of document.querySelectorAll("html, body, body *")) {
    const style = getComputedStyle(element);
    const own = [style.backgroundColor, style.backgroundImage, style.opacity].join(" ");
    const below = grounds.get(element.parentElement) ?? "";
    grounds.set(element, own === "rgba(0, 0, 0, 0) none 1" ? below : `${below} / ${own}`);
    if (style.clip !== "auto" || style.clipPath !== "none" || clipped.has(element.parentElement)) clipped.add(element);
    if (clipped.has(element) || element.matches(TEXTLESS) || !element.checkVisibility()) continue;
    if (element.getBoundingClientRect().bottom <= 0) continue; // the skip link while nobody is at it
    const isField = element.matches("input, select, textarea");
    if (isField || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(node.data))) {
      yield [element, [style.color, style.fontSize, style.fontWeight, style.textShadow, grounds.get(element)].join(" ")];
    }
  }
}
