/** A list of listeners by name; `on` returns what takes the listener off again. */
export class Events {
  #listeners = new Map();

  on(name, listener) {
    const list = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, list.add(listener));
    return () => list.delete(listener);
  }

  emit(name, ...values) {
    for (const listener of [...this.#listeners.get(name) ?? []]) listener(...values);
  }
}
