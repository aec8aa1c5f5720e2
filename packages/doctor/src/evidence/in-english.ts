/** What Windows, .NET and the C library say in the user's language, by what they say in English. */
const PHRASES: Readonly<Record<string, readonly RegExp[]>> = {
  "connection refused": [
    /Zielcomputer die Verbindung verweigerte|Verbindungsaufbau abgelehnt/gi,
    /ordinateur cible l.a expressément refusée|connexion refusée/gi,
    /equipo de destino denegó expresamente|conexión (?:rehusada|rechazada)/gi,
    /Rifiuto persistente del computer di destinazione|connessione rifiutata/gi,
    /(?:máquina|computador) de destino (?:as )?recusou(?:-a)? (?:ativamente|activamente)|conexão recusada/gi,
    /doelcomputer de verbinding actief heeft geweigerd|verbinding geweigerd/gi,
    /komputer docelowy aktywnie go odmawia|måldatorn aktivt nekade|destinationscomputeren aktivt nægtede|cílový počítač je aktivně odmítl/gi,
    /конечный компьютер отверг запрос|目标计算机积极拒绝|対象のコンピューターによって拒否|대상 컴퓨터에서 연결을 거부|Hedef makine etkin olarak reddetti/gi,
  ],
  "did not properly respond after a period of time": [
    /Gegenstelle nach einer bestimmten Zeitspanne nicht richtig reagiert/gi,
    /n.a pas répondu convenablement au-delà d.une certaine durée/gi,
    /no respondió adecuadamente tras un per[ií]odo de tiempo/gi,
    /Risposta non corretta della parte connessa dopo/gi,
    /não respondeu (?:corretamente|corre[c]?tamente) após um período de tempo/gi,
    /verbonden partij niet (?:correct|juist) heeft (?:geantwoord|gereageerd) na/gi,
    /strona nie odpowiedziała poprawnie po ustalonym okresie|连接方在一段时间后没有正确答复|一定の時間を過ぎても正しく応答しなかった|за требуемое время не получен/gi,
  ],
  "the operation timed out": [
    /Timeout für (?:den|diesen) Vorgang wurde (?:erreicht|überschritten)|zeit(?:ü|ue)berschreitung|Wartezeit für die Verbindung ist abgelaufen|Vorgang hat das Zeitlimit überschritten/gi,
    /délai d.attente[^.\n]{0,40}(?:expiré|dépassé)|l.opération a expiré|expiration du délai d.attente/gi,
    /(?:excedió|agotado|superado|agotó) el tiempo de espera|tiempo de espera[^.\n]{0,30}(?:agotado|superado|excedido)/gi,
    /timeout dell.operazione|tempo scaduto per l.operazione|tempo di connessione scaduto/gi,
    /tempo limite[^.\n]{0,30}(?:atingido|esgotado|expirou)|esgotou o tempo limite/gi,
    /time-?out opgetreden|bewerking is verlopen|upłynął limit czasu|przekroczono limit czasu/gi,
    /操作(?:已)?超时|タイムアウトしました|Время ожидания операции истекло/gi,
  ],
  "connection was forcibly closed by the remote host": [
    /Verbindung wurde vom Remotehost geschlossen|vom Kommunikationspartner zurückgesetzt/gi,
    /fermée par l.hôte distant|ré-?initialisée par le correspondant/gi,
    /interrupción de una conexión existente por el host remoto|conexión reinicializada por la máquina remota/gi,
    /interrotta forzatamente dall.host remoto/gi,
    /cancelamento de uma conexão existente pelo host remoto|ligação existente foi forçada a fechar/gi,
    /verbinding is geforceerd gesloten door de externe host|gwałtownie zamknięte przez zdalnego hosta/gi,
    /tvingades att stänga av fjärrvärddatorn|tvangsafbrudt af en ekstern vært|vynuceně ukončeno vzdáleným hostitelem/gi,
    /远程主机强迫关闭了一个现有的连接|リモート ?ホストに強制的に切断|принудительно разорвал существующее подключение|원격 호스트에 의해 강제로 끊겼/gi,
  ],
  "the connection was closed unexpectedly": [
    /Unerwarteter Fehler beim Empfangen|Verbindung wurde unerwartet (?:getrennt|geschlossen)/gi,
    /erreur inattendue s.est produite lors de la réception|connexion a été interrompue de manière inattendue/gi,
    /Error inesperado de recepción|conexión ha terminado de forma inesperada/gi,
    /Errore imprevisto durante (?:la|un.operazione di) ricezione|Connessione chiusa in modo imprevisto/gi,
    /Erro inesperado em um recebimento|conexão foi fechada de modo inesperado/gi,
    /onverwachte fout opgetreden tijdens het ontvangen|verbinding is onverwacht verbroken|Wystąpił nieoczekiwany błąd podczas odbierania/gi,
    /基础连接已经关闭[:：] ?(?:接收时发生错误|连接被意外关闭)/gi,
  ],
  "the remote name could not be resolved": [
    /Remotename konnte nicht aufgelöst werden|Host ist (?:nicht bekannt|unbekannt)|kein solcher Host bekannt|Name oder der Dienst ist nicht bekannt/gi,
    /nom distant n.a pas pu être résolu|hôte inconnu|aucun hôte de ce type n.est connu|nom ou service inconnu/gi,
    /no se puede resolver el nombre|host desconocido|nombre o servicio desconocido/gi,
    /impossibile risolvere il nome|host sconosciuto|nome o servizio sconosciuto/gi,
    /nome remoto não p[ôo]de ser resolvido|host não é conhecido|não foi possível resolver o nome/gi,
    /externe naam kan niet worden omgezet|host is onbekend|nie można rozpoznać nazwy zdalnej|nieznany host/gi,
    /未能解析此远程名称|不知道这样的主机|リモート名を解決できません|そのようなホストは不明|Невозможно разрешить удаленное имя|хост неизвестен/gi,
  ],
  "could not create SSL/TLS secure channel": [
    /(?:kein|sicherer|geschützter) (?:geschützter |sicherer )?SSL\/TLS-Kanal[^.\n]{0,30}(?:erstellt|konnte)/gi,
    /créer un canal sécurisé SSL\/TLS|crear un canal seguro SSL|creare un canale sicuro SSL\/TLS|criar um canal seguro (?:para|de) SSL\/TLS/gi,
    /geen beveiligd SSL\/TLS-kanaal maken|utworzyć bezpiecznego kanału SSL\/TLS|未能创建 SSL\/TLS 安全通道|SSL\/TLS のセキュリティで保護されているチャネルを作成できません|создать защищенный канал SSL\/TLS/gi,
  ],
  "could not establish trust relationship": [
    /keine Vertrauensstellung hergestellt|relation de confiance pour le canal|relación de confianza para el canal|relazione di trust per il canale|relação de confiança para o canal/gi,
    /geen vertrouwensrelatie|relacji zaufania dla bezpiecznego|安全通道建立信任关系|信頼関係を確立できません|установить доверительные отношения/gi,
    /Remotezertifikat (?:ist|wurde)[^.\n]{0,60}ungültig|certificat distant (?:n.est pas valide|est non valide)|certificado remoto no es válido|certificato remoto non (?:è )?valido|certificado remoto é inválido|externe certificaat is ongeldig|远程证书无效|リモート証明書は無効/gi,
  ],
  "issued by an authority that is not trusted": [
    /nicht vertrauenswürdigen (?:Zertifizierungsstelle|Stelle) ausgestellt|Stammzertifikat[^.\n]{0,60}nicht als vertrauenswürdig|autorité qui n.est pas (?:approuvée|fiable)|entidad en la que no se confía|autorità non attendibile|autoridade que não é confiável|不受信任的颁发机构|信頼されていない機関/gi,
  ],
  "target principal name is incorrect": [
    /Zielprinzipalname ist falsch|nom principal de la cible est incorrect|nombre principal de destino es incorrecto|entità di destinazione non è corretto|目标主体名称不正确/gi,
  ],
  "certificate has expired": [
    /Datum des Zertifikats ist ungültig|date du certificat est (?:non valide|invalide)|fecha del certificado no es válida|zertifikat (?:ist|war) abgelaufen|Zertifikat befindet sich nicht im Gültigkeitszeitraum|certificat (?:reçu )?a expiré|certificado (?:recibido )?ha (?:expirado|caducado)|certificato (?:è )?scaduto|certificado expirou|certificaat is verlopen|证书已过期|証明書の有効期限が切れ/gi,
  ],
  "self-signed certificate": [/selbst ?signiert|auto-?signé|autofirmado|autofirmato|autoassinado|zelfondertekend/gi],
  "revocation function was unable to check": [
    /Sperrfunktion konnte[^.\n]{0,60}nicht (?:über)?prüfen|fonction de révocation n.a pas pu|función de revocación no p(?:udo|uede)|funzione di revoca non/gi,
  ],
  "login failed for user": [
    /Fehler bei der Anmeldung für den Benutzer|Échec de l.ouverture de session de l.utilisateur|Error de inicio de sesión del usuario|Accesso non riuscito per l.utente|Falha de (?:logon|login) do usuário/gi,
  ],
  "Object reference not set to an instance of an object": [
    /Objektverweis wurde nicht auf eine Objektinstanz festgelegt|référence d.objet n.est pas définie à une instance|referencia a objeto no establecida como instancia|riferimento a un oggetto non (?:è )?impostato su un.istanza|referência de objeto não definida/gi,
  ],
  "Invalid username or password.": [
    /Benutzername (?:oder|und\/oder) (?:Kennwort|Passwort)[^.\n]{0,12}(?:ungültig|falsch)|ungültiger Benutzername oder|nom d.utilisateur ou (?:le )?mot de passe[^.\n]{0,12}(?:incorrect|invalide|non valide)|usuario o (?:la )?contraseña[^.\n]{0,12}(?:incorrect|no (?:es |son )?válid|inválid)|nome utente o (?:la )?password[^.\n]{0,12}(?:non valid|errat)|usuário ou (?:a )?senha[^.\n]{0,12}(?:inválid|incorret)/gi,
  ],
};

/** Behind each sentence of another language stands what it is in English: the rules read one language. */
export function inEnglish(text: string): string {
  let read = text;
  for (const [english, forms] of Object.entries(PHRASES))
    for (const form of forms) read = read.replace(form, (words) => `${words} (${english})`);
  return read;
}
