import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/index.ts";

/** What .NET and Windows say in other languages than English. */
const TEXTS: Readonly<Record<string, string>> = {
  "Eine vorhandene Verbindung wurde vom Remotehost geschlossen": "network/reset",
  "Se ha forzado la interrupción de una conexión existente por el host remoto: interrupción forzada por el host remoto":
    "network/reset",
  "Une connexion existante a dû être fermée par l’hôte distant": "network/reset",
  "Die Anforderung wurde abgebrochen: Es konnte kein geschützter SSL/TLS-Kanal erstellt werden.":
    "tls/protocol-too-old",
  "Anulada la solicitud: no se pudo crear un canal seguro SSL/TLS.": "tls/protocol-too-old",
  "La demande a été abandonnée : Impossible de créer un canal sécurisé SSL/TLS.": "tls/protocol-too-old",
};

for (const [text, id] of Object.entries(TEXTS)) {
  test(`${id} in the words of ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.equal(explain(text).findings[0]?.id, id);
  });
}
