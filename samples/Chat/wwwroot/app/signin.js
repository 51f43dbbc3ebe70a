import { el } from './dom.js';
import { avatar } from './avatar.js';

const IDEAS = ['Ada', 'Grace', 'Alan', 'Linus', 'Margaret'];

/** The first page: a name, and in. */
export function showSignIn(app, signIn, message = '') {
  document.body.dataset.page = 'signin';
  const input = el('input', {
    id: 'name', name: 'name', type: 'text', maxlength: '32', required: true, autocomplete: 'username', autocapitalize: 'words',
    spellcheck: 'false', placeholder: 'Your name', 'aria-describedby': 'signin-error',
  });
  const error = el('p.error', { id: 'signin-error', role: 'alert' }, message);
  const enter = name => {
    const clean = name.trim().normalize('NFC');
    if (clean) signIn(clean);
    else error.textContent = 'Please enter a name.';
  };
  const form = el('form.signin-card', { novalidate: true, onsubmit: event => { event.preventDefault(); enter(input.value); } },
    el('img.logo', { src: 'favicon.svg', alt: '', width: '56', height: '56' }),
    el('h1', {}, 'Welcome to ImKit Chat'),
    el('p.lead', {}, 'Direct messages, groups and a live lounge, served by one small .NET process.'),
    el('label', { for: 'name' }, 'Who are you today?'),
    input,
    error,
    el('button.primary.wide', { type: 'submit' }, 'Sign in'),
    el('div.ideas', {}, el('span', {}, 'or be'), IDEAS.map(idea =>
      el('button.chip', { type: 'button', onclick: () => enter(idea) }, avatar(idea, { small: true }), idea))),
    el('p.hint', {}, 'Open a second tab and sign in as somebody else to talk to yourself.'));
  app.replaceChildren(el('div.signin', {}, form));
  input.focus();
}
