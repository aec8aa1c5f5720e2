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
  "Impossibile stabilire la connessione. Rifiuto persistente del computer di destinazione.": "network/refused",
  "Nenhuma conexão pôde ser feita porque a máquina de destino as recusou ativamente": "network/refused",
  "由于目标计算机积极拒绝，无法连接。": "network/refused",
  "Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne nicht richtig reagiert hat":
    "network/timeout",
  "Se excedió el tiempo de espera de la operación": "network/timeout",
  "O nome remoto não pôde ser resolvido: 'erp.exemplo.com.br'": "network/dns-not-found",
  "リモート名を解決できませんでした。: 'erp.example.com'": "network/dns-not-found",
  "Connessione sottostante chiusa: Errore imprevisto durante la ricezione.": "network/reset",
  "Für den geschützten SSL/TLS-Kanal konnte keine Vertrauensstellung hergestellt werden": "tls/private-ca-untrusted",
  "Die Zertifikatkette wurde von einer nicht vertrauenswürdigen Zertifizierungsstelle ausgestellt":
    "tls/private-ca-untrusted",
  "Le nom principal de la cible est incorrect": "tls/hostname-mismatch",
  "未能创建 SSL/TLS 安全通道": "tls/protocol-too-old",
  "Fehler bei der Anmeldung für den Benutzer 'CORP\\ERP01$'": "kinetic/app-pool-identity",
  "Anulada la solicitud: no se pudo crear un canal seguro SSL/TLS.": "tls/protocol-too-old",
  "La demande a été abandonnée : Impossible de créer un canal sécurisé SSL/TLS.": "tls/protocol-too-old",
};

for (const [text, id] of Object.entries(TEXTS)) {
  test(`${id} in the words of ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.equal(explain(text).findings[0]?.id, id);
  });
}
