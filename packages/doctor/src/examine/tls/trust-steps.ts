/** How to make a certificate known: to this connection first, to the machine where other programs need it as well. */
export function trustSteps(platform: NodeJS.Platform): readonly string[] {
  return [
    "Save what the server shows with `erpgate doctor CONNECTION --save-chain chain.pem`, and compare its fingerprint with the one that the server's administrator reads out: whoever is on the way could show one of their own.",
    "For this connection alone: tls: { caFile: ./chain.pem } in the configuration file.",
    ...machineSteps(platform),
    "Switching verification off is no fix: then anybody on the way can read the password and change what is written.",
  ];
}

function machineSteps(platform: NodeJS.Platform): readonly string[] {
  if (platform === "win32")
    return [
      'For the whole machine, services included: `certutil -addstore -f Root chain.pem` as an administrator (the Local Machine store; a service does not see the Current User store), and "tls": { "systemStore": true } for this connection.',
    ];
  if (platform === "darwin")
    return [
      'For the whole machine: `sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain chain.pem`, and "tls": { "systemStore": true } for this connection.',
    ];
  return [
    'For the whole machine: copy it to /usr/local/share/ca-certificates/erp.crt and run `sudo update-ca-certificates` (Debian, Ubuntu), or to /etc/pki/ca-trust/source/anchors/ and run `sudo update-ca-trust` (Red Hat), and "tls": { "systemStore": true } for this connection.',
  ];
}
