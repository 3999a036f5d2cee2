// Leads the service's host names to the sandbox server on this machine, as a hosts file and a port forwarding would.
const tls = require('node:tls');

const hosts = new Set(process.env.SANDBOX_HOSTS.split(','));
const connect = tls.connect;

tls.connect = (options, ...rest) => typeof options === 'object' && hosts.has(options.host)
    ? connect.call(tls, { ...options, servername: options.servername || options.host, host: '127.0.0.1', port: Number(process.env.SANDBOX_PORT) }, ...rest)
    : connect.call(tls, options, ...rest);
