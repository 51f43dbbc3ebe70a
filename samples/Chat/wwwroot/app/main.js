import { ImKitClient } from '../imkit.js';
import { showChat } from './chat.js';
import { showSignIn } from './signin.js';

const NAME = 'chat.name';
const app = document.getElementById('app');

/** The server may have a port of its own for connections; otherwise they go to the page's. */
async function socketUrl() {
  const { url: own } = await (await fetch('socket.json')).json();
  if (own) return own;
  const url = new URL('im', document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  url.hash = '';
  return url.href;
}

const socket = await socketUrl();

function signIn(name) {
  sessionStorage.setItem(NAME, name);
  const client = new ImKitClient(socket, { name }, name);
  const signOut = message => {
    sessionStorage.removeItem(NAME);
    client.close();
    history.replaceState(null, '', location.pathname);
    document.title = 'ImKit Chat';
    showSignIn(app, signIn, message);
  };
  showChat(app, client, signOut);
  client.open();
}

// A tab is a person: sessionStorage keeps the name through a reload, and the next tab may be somebody else.
const name = sessionStorage.getItem(NAME);
if (name) signIn(name);
else showSignIn(app, signIn);
