/** Says what is wrong with the connection, when it is. Short losses are not worth a word. */
export function showBanner(client) {
  const banner = document.getElementById('banner');
  let delay = 0;
  let tick = 0;
  const waiting = () => {
    const seconds = Math.ceil((client.connection.retryAt - Date.now()) / 1000);
    return seconds > 0 ? `Not connected. Trying again in ${seconds} s…` : 'Not connected. Trying again…';
  };
  const show = () => {
    const waits = client.connection.state === 'waiting';
    banner.textContent = waits ? waiting() : 'Connecting…';
    banner.hidden = false;
  };
  const update = state => {
    if (state === 'online' || state === 'ended') {
      clearTimeout(delay);
      clearInterval(tick);
      delay = tick = 0;
      banner.hidden = true;
    } else if (!banner.hidden) {
      show();
    } else if (delay === 0) {
      delay = setTimeout(() => {
        show();
        tick = setInterval(show, 1000);
      }, 600);
    }
  };
  const off = client.on('state', update);
  return () => {
    off();
    update('ended');
  };
}
