/**
 * Makes a container's children follow a list, keeping the element of each key: focus stays, and a screen reader hears only what is new.
 * @param {{key: string}[]} items
 * @param {(item) => Element} create
 * @param {(element, item) => void} update
 */
export function keyed(container, items, create, update) {
  const known = new Map([...container.children].map(child => [child.dataset.key, child]));
  let place = container.firstElementChild;
  for (const item of items) {
    let element = known.get(item.key);
    known.delete(item.key);
    if (!element) {
      element = create(item);
      element.dataset.key = item.key;
    }
    update(element, item);
    if (element === place) place = place.nextElementSibling;
    else container.insertBefore(element, place);
  }
  for (const left of known.values()) left.remove();
}
