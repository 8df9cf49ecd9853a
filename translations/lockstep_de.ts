<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ActivityPage</name>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>gelungen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Verlangt</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>From the request to the result.</source>
        <translation>Vom Auftrag bis zum Ergebnis.</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
</context>
<context>
    <name>AuditDialog</name>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>%1 is larger than %2: compare in parts.</source>
        <translation>%1 ist größer als %2: in Teilen vergleichen.</translation>
    </message>
    <message>
        <source>%1 is no JSON: %2, at byte %3</source>
        <translation>%1 ist kein JSON: %2, bei Byte %3</translation>
    </message>
    <message>
        <source>%1 holds something that is no device list: each needs user_id, stream_id and devices, as GET /_matrix/federation/v1/user/devices/{userId} answers them.</source>
        <translation>%1 enthält etwas, das keine Geräteliste ist: Jede braucht user_id, stream_id und devices, wie GET /_matrix/federation/v1/user/devices/{userId} sie beantwortet.</translation>
    </message>
    <message>
        <source>%1 holds no device lists.</source>
        <translation>%1 enthält keine Gerätelisten.</translation>
    </message>
    <message>
        <source>%1 is a case file without the list of the user&apos;s own server: ask that server&apos;s operator for one.</source>
        <translation>%1 ist eine Falldatei ohne die Liste des eigenen Servers des Benutzers: Bitten Sie dessen Betreiber um eine.</translation>
    </message>
    <message>
        <source>%1 is a redacted case: its names and keys are made up.</source>
        <translation>%1 ist ein geschwärzter Fall: Namen und Schlüssel darin sind erfunden.</translation>
    </message>
</context>
<context>
    <name>AuditPage</name>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Which lists</source>
        <translation>Welche Listen</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>Verglichen mit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Verglichen</translation>
    </message>
    <message>
        <source>Differ</source>
        <translation>Abweichend</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>Was abweicht</translation>
    </message>
    <message>
        <source>Why it was missed</source>
        <translation>Warum es entging</translation>
    </message>
    <message>
        <source>By the recorded history; it says so where that cannot tell.</source>
        <translation>Nach dem aufgezeichneten Verlauf; wo der es nicht sagen kann, steht das da.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>By the word of</source>
        <translation>Nach Auskunft von</translation>
    </message>
    <message>
        <source>Stream here</source>
        <translation>Stream hier</translation>
    </message>
    <message>
        <source>Stream there</source>
        <translation>Stream dort</translation>
    </message>
</context>
<context>
    <name>AuditWords</name>
    <message numerus="yes">
        <source>%n device(s) missing here</source>
        <translation>
            <numerusform>%n Gerät fehlt hier</numerusform>
            <numerusform>%n Geräte fehlen hier</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) too many here</source>
        <translation>
            <numerusform>%n Gerät zu viel hier</numerusform>
            <numerusform>%n Geräte zu viel hier</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>other keys of %n device(s)</source>
        <translation>
            <numerusform>andere Schlüssel von %n Gerät</numerusform>
            <numerusform>andere Schlüssel von %n Geräten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>other signatures of %n device(s)</source>
        <translation>
            <numerusform>andere Signaturen von %n Gerät</numerusform>
            <numerusform>andere Signaturen von %n Geräten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>another name of %n device(s)</source>
        <translation>
            <numerusform>anderer Name von %n Gerät</numerusform>
            <numerusform>andere Namen von %n Geräten</numerusform>
        </translation>
    </message>
    <message>
        <source>another master key</source>
        <translation>ein anderer Master-Schlüssel</translation>
    </message>
    <message>
        <source>another self-signing key</source>
        <translation>ein anderer Self-Signing-Schlüssel</translation>
    </message>
    <message>
        <source>something that this version does not know</source>
        <translation>etwas, das diese Version nicht kennt</translation>
    </message>
    <message>
        <source>missing here</source>
        <translation>fehlt hier</translation>
    </message>
    <message>
        <source>here, and not on the user&apos;s own list</source>
        <translation>hier, und nicht auf der eigenen Liste des Benutzers</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>signatures</source>
        <translation>Signaturen</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>master key</source>
        <translation>Master-Schlüssel</translation>
    </message>
    <message>
        <source>self-signing key</source>
        <translation>Self-Signing-Schlüssel</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>the users&apos; own servers</source>
        <translation>die eigenen Server der Benutzer</translation>
    </message>
    <message>
        <source>lists from a file</source>
        <translation>Listen aus einer Datei</translation>
    </message>
    <message>
        <source>refreshes</source>
        <translation>Neuabgleiche</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>running, %1 %</source>
        <translation>läuft, %1 %</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message numerus="yes">
        <source>%n list(s) by name</source>
        <translation>
            <numerusform>%n benannte Liste</numerusform>
            <numerusform>%n benannte Listen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 lists at random</source>
        <translation>%1 zufällige Listen</translation>
    </message>
    <message>
        <source>%1 lists of %2 at random</source>
        <translation>%1 zufällige Listen von %2</translation>
    </message>
    <message>
        <source>all lists</source>
        <translation>alle Listen</translation>
    </message>
    <message>
        <source>all lists of %1</source>
        <translation>alle Listen von %1</translation>
    </message>
    <message>
        <source>Nothing is compared yet.</source>
        <translation>Noch ist nichts verglichen.</translation>
    </message>
    <message>
        <source>Nothing was compared.</source>
        <translation>Es wurde nichts verglichen.</translation>
    </message>
    <message>
        <source>%1 of %2 lists compared, %3</source>
        <translation>%1 von %2 Listen verglichen, %3</translation>
    </message>
    <message>
        <source>none differs</source>
        <translation>keine weicht ab</translation>
    </message>
    <message numerus="yes">
        <source>%n differ(s)</source>
        <translation>
            <numerusform>%n weicht ab</numerusform>
            <numerusform>%n weichen ab</numerusform>
        </translation>
    </message>
    <message>
        <source>(95 %: %1 to %2 %)</source>
        <translation>(95 %: %1 bis %2 %)</translation>
    </message>
    <message numerus="yes">
        <source>%n was (were) known to be out of date</source>
        <translation>
            <numerusform>%n war bekanntermaßen veraltet</numerusform>
            <numerusform>%n waren bekanntermaßen veraltet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be compared</source>
        <translation>
            <numerusform>%n konnte nicht verglichen werden</numerusform>
            <numerusform>%n konnten nicht verglichen werden</numerusform>
        </translation>
    </message>
    <message>
        <source>If none of %1 differs, at most %2 % of all do, with 95 % certainty.</source>
        <translation>Wenn von %1 keine abweicht, weichen mit 95 % Sicherheit höchstens %2 % aller Listen ab.</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>weicht ab</translation>
    </message>
    <message>
        <source>known to be out of date</source>
        <translation>bekanntermaßen veraltet</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>nicht verglichen</translation>
    </message>
    <message>
        <source>No reason is known.</source>
        <translation>Ein Grund ist nicht bekannt.</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weitere</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2, compared with what %3 says, %4</source>
        <extracomment>%1: outcome, %2: user, %3: server, %4: time</extracomment>
        <translation>%1: %2, verglichen mit dem, was %3 sagt, %4</translation>
    </message>
    <message>
        <source>differ</source>
        <translation>weichen ab</translation>
    </message>
    <message>
        <source>%1 here, %2 there</source>
        <translation>%1 hier, %2 dort</translation>
    </message>
    <message numerus="yes">
        <source>and %n more difference(s) that are not named here</source>
        <translation>
            <numerusform>und %n weitere Abweichung, die hier nicht genannt ist</numerusform>
            <numerusform>und %n weitere Abweichungen, die hier nicht genannt sind</numerusform>
        </translation>
    </message>
    <message>
        <source>came, and was not applied</source>
        <translation>kam an und wurde nicht übernommen</translation>
    </message>
    <message>
        <source>an update was lost, no resync</source>
        <translation>ein Update ging verloren, kein Neuabgleich</translation>
    </message>
    <message>
        <source>nothing came</source>
        <translation>nichts kam an</translation>
    </message>
    <message>
        <source>nothing was recorded</source>
        <translation>nichts aufgezeichnet</translation>
    </message>
    <message>
        <source>cannot be told</source>
        <translation>nicht zu sagen</translation>
    </message>
    <message>
        <source>Why it was missed: an update with this change came, and the homeserver did not apply it.</source>
        <translation>Warum es entging: Ein Update mit dieser Änderung kam an, und der Homeserver hat es nicht übernommen.</translation>
    </message>
    <message>
        <source>Why it was missed: the history shows that an update was lost, and no resync followed.</source>
        <translation>Warum es entging: Der Verlauf zeigt, dass ein Update verloren ging und kein Neuabgleich folgte.</translation>
    </message>
    <message>
        <source>Why it was missed: recording covers the time, and no update with this change came. It was not sent, or it was lost on the way: only the other side can tell.</source>
        <translation>Warum es entging: Die Aufzeichnung deckt die Zeit ab, und kein Update mit dieser Änderung kam an. Es wurde nicht gesendet oder ging unterwegs verloren: Das kann nur die andere Seite sagen.</translation>
    </message>
    <message>
        <source>Why it was missed cannot be told: nothing was recorded that would show it.</source>
        <translation>Warum es entging, ist nicht zu sagen: Nichts wurde aufgezeichnet, das es zeigen würde.</translation>
    </message>
    <message>
        <source>Why it was missed cannot be told from the recorded history.</source>
        <translation>Warum es entging, sagt der aufgezeichnete Verlauf nicht.</translation>
    </message>
    <message>
        <source>was the same as at %1 at %2, and has changed since</source>
        <translation>war um %2 gleich der von %1 und hat sich seitdem geändert</translation>
    </message>
    <message>
        <source>verified against %1 at %2</source>
        <translation>um %2 mit %1 verglichen und gleich</translation>
    </message>
    <message>
        <source>differed from what %1 said at %2, and has changed since</source>
        <translation>wich um %2 von dem ab, was %1 sagte, und hat sich seitdem geändert</translation>
    </message>
    <message>
        <source>differs from what %1 said at %2</source>
        <translation>weicht von dem ab, was %1 um %2 sagte</translation>
    </message>
    <message>
        <source>was being put right when it was compared with %1 at %2</source>
        <translation>wurde gerade berichtigt, als sie um %2 mit %1 verglichen wurde</translation>
    </message>
    <message>
        <source>could not be compared with %1 at %2</source>
        <translation>konnte um %2 nicht mit %1 verglichen werden</translation>
    </message>
    <message>
        <source>perhaps before recording</source>
        <translation>vielleicht vor der Aufzeichnung</translation>
    </message>
    <message>
        <source>Why it was missed cannot be told: nothing is recorded of this list that would cover it, so that it may have changed before recording began.</source>
        <translation>Warum es entging, ist nicht zu sagen: Von dieser Liste ist nichts aufgezeichnet, das es zeigen würde; sie kann sich vor Beginn der Aufzeichnung geändert haben.</translation>
    </message>
</context>
<context>
    <name>BulkWords</name>
    <message numerus="yes">
        <source>%n user(s): not tracked, so that there is no list to bring in step.</source>
        <translation>
            <numerusform>%n Benutzer: nicht verfolgt, also gibt es keine Liste, die abzugleichen wäre.</numerusform>
            <numerusform>%n Benutzer: nicht verfolgt, also gibt es keine Listen, die abzugleichen wären.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1: the homeserver waits before it asks that server again.</source>
        <translation>
            <numerusform>%n Benutzer von %1: der Homeserver wartet, bevor er diesen Server wieder fragt.</numerusform>
            <numerusform>%n Benutzer von %1: der Homeserver wartet, bevor er diesen Server wieder fragt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1: the homeserver does not ask that server before %2. The wait can be ended on the page Servers.</source>
        <translation>
            <numerusform>%n Benutzer von %1: der Homeserver fragt diesen Server nicht vor %2. Die Wartezeit lässt sich auf der Seite Server beenden.</numerusform>
            <numerusform>%n Benutzer von %1: der Homeserver fragt diesen Server nicht vor %2. Die Wartezeit lässt sich auf der Seite Server beenden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1: the homeserver&apos;s own configuration forbids to ask that server.</source>
        <translation>
            <numerusform>%n Benutzer von %1: die eigene Konfiguration des Homeservers verbietet, diesen Server zu fragen.</numerusform>
            <numerusform>%n Benutzer von %1: die eigene Konfiguration des Homeservers verbietet, diesen Server zu fragen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1: the list is longer than the homeserver takes, however often it is fetched.</source>
        <translation>
            <numerusform>%n Benutzer von %1: die Liste ist länger, als der Homeserver annimmt, so oft sie auch geholt wird.</numerusform>
            <numerusform>%n Benutzer von %1: die Listen sind länger, als der Homeserver annimmt, so oft sie auch geholt werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n name(s) that are no user ID.</source>
        <translation>
            <numerusform>%n Name, der keine Benutzerkennung ist.</numerusform>
            <numerusform>%n Namen, die keine Benutzerkennungen sind.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 changed</source>
        <extracomment>%1: how many users</extracomment>
        <translation>%1 geändert</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <extracomment>%1: how many users</extracomment>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 not asked</source>
        <extracomment>%1: how many users</extracomment>
        <translation>%1 nicht gefragt</translation>
    </message>
    <message>
        <source>%1 not started</source>
        <extracomment>%1: how many users</extracomment>
        <translation>%1 nicht begonnen</translation>
    </message>
    <message>
        <source>%1 may still finish</source>
        <extracomment>%1: how many users</extracomment>
        <translation>%1 können noch fertig werden</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>noch etwa %1</translation>
    </message>
    <message numerus="yes">
        <source>Refresh %n selected user(s)</source>
        <translation>
            <numerusform>%n ausgewählten Benutzer neu abgleichen</numerusform>
            <numerusform>%n ausgewählte Benutzer neu abgleichen</numerusform>
        </translation>
    </message>
    <message>
        <source>Refresh all stale users</source>
        <translation>Alle veralteten Benutzer neu abgleichen</translation>
    </message>
    <message>
        <source>Refresh all users</source>
        <translation>Alle Benutzer neu abgleichen</translation>
    </message>
    <message>
        <source>Refresh the stale users of %1</source>
        <translation>Veraltete Benutzer von %1 neu abgleichen</translation>
    </message>
    <message>
        <source>Refresh all users of %1</source>
        <translation>Alle Benutzer von %1 neu abgleichen</translation>
    </message>
    <message>
        <source>There is nobody to refresh.</source>
        <translation>Es gibt niemanden neu abzugleichen.</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n Benutzer</numerusform>
            <numerusform>%n Benutzer</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 will be refreshed, a few at a time.</source>
        <translation>%1 auf %2 werden neu abgeglichen, wenige zugleich.</translation>
    </message>
    <message numerus="yes">
        <source>%n server(s)</source>
        <translation>
            <numerusform>%n Server</numerusform>
            <numerusform>%n Servern</numerusform>
        </translation>
    </message>
    <message>
        <source>This takes less than a minute if their servers answer.</source>
        <translation>Das dauert weniger als eine Minute, wenn ihre Server antworten.</translation>
    </message>
    <message>
        <source>This takes about %1 at the rate that a gateway grants an operator, and longer where servers do not answer.</source>
        <translation>Das dauert etwa %1 bei der Rate, die ein Gateway einem Betreiber gewährt, und länger, wo Server nicht antworten.</translation>
    </message>
    <message>
        <source>There are more than could be read: afterwards, look whether some are left.</source>
        <translation>Es gibt mehr, als gelesen werden konnten: danach nachsehen, ob welche übrig sind.</translation>
    </message>
    <message numerus="yes">
        <source>and %n other user(s) for such reasons.</source>
        <translation>
            <numerusform>und %n weiterer Benutzer aus solchen Gründen.</numerusform>
            <numerusform>und %n weitere Benutzer aus solchen Gründen.</numerusform>
        </translation>
    </message>
    <message>
        <source>A refresh of %1 users was interrupted at %2.</source>
        <extracomment>%1 and %2: numbers of users</extracomment>
        <translation>Ein Neuabgleich von %1 Benutzern wurde bei %2 unterbrochen.</translation>
    </message>
    <message>
        <source>%1 of %2 users refreshed</source>
        <extracomment>%1 and %2: numbers of users</extracomment>
        <translation>%1 von %2 Benutzern neu abgeglichen</translation>
    </message>
    <message>
        <source>Paused at %1 of %2 users</source>
        <extracomment>%1 and %2: numbers of users</extracomment>
        <translation>Angehalten bei %1 von %2 Benutzern</translation>
    </message>
    <message>
        <source>Cancelled: %1 of %2 users refreshed</source>
        <extracomment>%1 and %2: numbers of users</extracomment>
        <translation>Abgebrochen: %1 von %2 Benutzern neu abgeglichen</translation>
    </message>
    <message>
        <source>It waits for the gateway: %1</source>
        <translation>Es wird auf das Gateway gewartet: %1</translation>
    </message>
    <message>
        <source>It cannot go on after a restart of this program: %1</source>
        <translation>Nach einem Neustart dieses Programms geht es nicht weiter: %1</translation>
    </message>
    <message>
        <source>%1 of %2: %3</source>
        <extracomment>%1: a number, %2: a server, %3: an error</extracomment>
        <translation>%1 von %2: %3</translation>
    </message>
    <message numerus="yes">
        <source>(%n of them not asked after that)</source>
        <translation>
            <numerusform>(%n davon danach nicht gefragt)</numerusform>
            <numerusform>(%n davon danach nicht gefragt)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n user(s) of other servers</source>
        <translation>
            <numerusform>und %n Benutzer anderer Server</numerusform>
            <numerusform>und %n Benutzer anderer Server</numerusform>
        </translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>gelungen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>nicht gefragt</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>may still finish</source>
        <translation>kann noch fertig werden</translation>
    </message>
    <message>
        <source>Not asked, because others of the same server had failed: %1</source>
        <translation>Nicht gefragt, weil andere desselben Servers fehlgeschlagen waren: %1</translation>
    </message>
    <message>
        <source>Cancelled while it was under way; the homeserver may still finish it.</source>
        <translation>Abgebrochen, während es lief; der Homeserver kann noch fertig werden.</translation>
    </message>
    <message>
        <source>Cancelled before its turn.</source>
        <translation>Abgebrochen, bevor die Reihe daran war.</translation>
    </message>
</context>
<context>
    <name>CheckWords</name>
    <message>
        <source>fault</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>well</source>
        <translation>in Ordnung</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>homeserver</source>
        <translation>Homeserver</translation>
    </message>
    <message>
        <source>database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>federation tap</source>
        <translation>Föderations-Mitschnitt</translation>
    </message>
    <message>
        <source>reverse proxy</source>
        <translation>Reverse Proxy</translation>
    </message>
    <message>
        <source>history</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>clocks</source>
        <translation>Uhren</translation>
    </message>
    <message>
        <source>gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>other</source>
        <translation>Sonstiges</translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s)</source>
        <translation>
            <numerusform>%n Fehler</numerusform>
            <numerusform>%n Fehler</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n Warnung</numerusform>
            <numerusform>%n Warnungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in order</source>
        <extracomment>how many of the things that were looked at</extracomment>
        <translation>
            <numerusform>%n in Ordnung</numerusform>
            <numerusform>%n in Ordnung</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not checked</source>
        <translation>
            <numerusform>%n nicht geprüft</numerusform>
            <numerusform>%n nicht geprüft</numerusform>
        </translation>
    </message>
    <message>
        <source>Known from: %1</source>
        <extracomment>%1: a file, an address, &quot;its last lines&quot;</extracomment>
        <translation>Bekannt aus: %1</translation>
    </message>
    <message>
        <source>To do: %1</source>
        <extracomment>%1: what to do</extracomment>
        <translation>Zu tun: %1</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Shows whether a Matrix homeserver&apos;s copy of every remote device list is in step.
A password or access token is read from LOCKSTEP_PASSWORD or LOCKSTEP_TOKEN, or, with --screenshot, from standard input.</source>
        <translation>Zeigt, ob die Kopie eines Matrix-Homeservers von jeder entfernten Geräteliste im Gleichschritt ist.
Ein Passwort oder Zugriffstoken wird aus LOCKSTEP_PASSWORD oder LOCKSTEP_TOKEN gelesen oder, mit --screenshot, von der Standardeingabe.</translation>
    </message>
    <message>
        <source>Server name, user ID or URL of the client API to connect to.</source>
        <translation>Servername, Benutzer-ID oder URL der Client-API, mit der verbunden wird.</translation>
    </message>
    <message>
        <source>Who signs in, with the password of LOCKSTEP_PASSWORD.</source>
        <translation>Wer sich anmeldet, mit dem Passwort aus LOCKSTEP_PASSWORD.</translation>
    </message>
    <message>
        <source>URL of the gateway, if it is not behind the homeserver&apos;s own address.</source>
        <translation>URL des Gateways, wenn es nicht hinter der Adresse des Homeservers liegt.</translation>
    </message>
    <message>
        <source>Synapse&apos;s homeserver.yaml on this machine; repeatable. The gateway runs inside the program.</source>
        <translation>homeserver.yaml von Synapse auf diesem Rechner; wiederholbar. Das Gateway läuft im Programm.</translation>
    </message>
    <message>
        <source>sqlite:PATH or postgresql://user@host/name, instead of what homeserver.yaml says.</source>
        <translation>sqlite:PFAD oder postgresql://benutzer@rechner/name, statt dessen, was homeserver.yaml sagt.</translation>
    </message>
    <message>
        <source>Synapse&apos;s log: a file, a pattern or journal:UNIT, instead of what homeserver.yaml says; repeatable.</source>
        <translation>Protokoll von Synapse: Datei, Muster oder journal:UNIT, statt dessen, was homeserver.yaml sagt; wiederholbar.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s client API, instead of what homeserver.yaml says.</source>
        <translation>Client-API des Homeservers, statt dessen, was homeserver.yaml sagt.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s name, instead of what homeserver.yaml says.</source>
        <translation>Name des Homeservers, statt dessen, was homeserver.yaml sagt.</translation>
    </message>
    <message>
        <source>The gateway inside the program never asks for a resync.</source>
        <translation>Das Gateway im Programm verlangt nie einen Neuabgleich.</translation>
    </message>
    <message>
        <source>Where the gateway inside the program keeps its history.</source>
        <translation>Wo das Gateway im Programm seinen Verlauf aufbewahrt.</translation>
    </message>
    <message>
        <source>Renders every page to PNG files in this directory and exits.</source>
        <translation>Speichert jede Seite als PNG in diesem Verzeichnis und endet.</translation>
    </message>
    <message>
        <source>A dark palette, whatever the desktop&apos;s is.</source>
        <translation>Eine dunkle Farbpalette, unabhängig vom Desktop.</translation>
    </message>
    <message>
        <source>Size of the window, such as 1280x800.</source>
        <translation>Größe des Fensters, etwa 1280x800.</translation>
    </message>
    <message>
        <source>Another settings file.</source>
        <translation>Eine andere Einstellungsdatei.</translation>
    </message>
    <message>
        <source>Starts three small homeservers inside the program and signs in to one.</source>
        <translation>Startet drei kleine Homeserver im Programm und meldet sich bei einem an.</translation>
    </message>
    <message>
        <source>What the lab plays; without it, a bit of everything.</source>
        <translation>Was das Labor spielt; ohne Angabe von allem etwas.</translation>
    </message>
    <message>
        <source>The page to open: overview, users, queues, servers, activity, audit or sources.</source>
        <translation>Die Seite, die geöffnet wird: overview, users, queues, servers, activity, audit oder sources.</translation>
    </message>
    <message>
        <source>Logs of Synapse, federation transactions, HAR files, a folder of these, or a case: looked at without a homeserver. Or a lockstep: or matrix: link to open.</source>
        <translation>Protokolle von Synapse, Föderationstransaktionen, HAR-Dateien, ein Ordner davon oder ein Fall: ohne Homeserver betrachtet. Oder ein lockstep:- oder matrix:-Link, dem gefolgt wird.</translation>
    </message>
</context>
<context>
    <name>ConnectDialog</name>
    <message>
        <source>This is not a web address; it looks like https://matrix.example.org.</source>
        <translation>Das ist keine Webadresse; sie sieht aus wie https://matrix.example.org.</translation>
    </message>
    <message>
        <source>An access token travels only over https, or by http within this machine: use https://%1.</source>
        <translation>Ein Zugriffstoken reist nur über https, oder über http innerhalb dieses Rechners: https://%1 verwenden.</translation>
    </message>
    <message>
        <source>An address must not hold a user name or password.</source>
        <translation>Eine Adresse darf keinen Benutzernamen und kein Passwort enthalten.</translation>
    </message>
    <message>
        <source>Enter the server&apos;s name, such as example.org, or its address.</source>
        <translation>Den Namen des Servers eingeben, etwa example.org, oder seine Adresse.</translation>
    </message>
    <message>
        <source>This is neither a server name (example.org) nor an address (https://matrix.example.org).</source>
        <translation>Das ist weder ein Servername (example.org) noch eine Adresse (https://matrix.example.org).</translation>
    </message>
    <message>
        <source>Enter the name of a user who may administer the server.</source>
        <translation>Den Namen eines Benutzers eingeben, der den Server verwalten darf.</translation>
    </message>
    <message>
        <source>This is not a user ID; it looks like @admin:example.org.</source>
        <translation>Das ist keine Benutzer-ID; sie sieht aus wie @admin:example.org.</translation>
    </message>
    <message>
        <source>A user name holds no spaces.</source>
        <translation>Ein Benutzername enthält keine Leerzeichen.</translation>
    </message>
    <message>
        <source>Write sqlite:/path/to/homeserver.db or postgresql://user@host:5432/name.</source>
        <translation>sqlite:/pfad/zu/homeserver.db oder postgresql://benutzer@rechner:5432/name schreiben.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Es gibt keine Datei %1.</translation>
    </message>
    <message>
        <source>%1 cannot be read by this user; run the program as one who may, or change the file&apos;s permissions.</source>
        <translation>Dieser Benutzer darf %1 nicht lesen; das Programm als einer starten, der es darf, oder die Rechte der Datei ändern.</translation>
    </message>
    <message>
        <source>Choose Synapse&apos;s homeserver.yaml, or fill in what it would say below.</source>
        <translation>homeserver.yaml von Synapse wählen, oder unten ausfüllen, was darin stünde.</translation>
    </message>
    <message>
        <source>Without homeserver.yaml the server&apos;s name is needed.</source>
        <translation>Ohne homeserver.yaml wird der Name des Servers gebraucht.</translation>
    </message>
    <message>
        <source>This is not a server name; it looks like example.org.</source>
        <translation>Das ist kein Servername; er sieht aus wie example.org.</translation>
    </message>
    <message>
        <source>Without homeserver.yaml the address of its client API is needed.</source>
        <translation>Ohne homeserver.yaml wird die Adresse der Client-API gebraucht.</translation>
    </message>
    <message>
        <source>Without homeserver.yaml the address of its database is needed.</source>
        <translation>Ohne homeserver.yaml wird die Adresse der Datenbank gebraucht.</translation>
    </message>
    <message>
        <source>Enter the access token.</source>
        <translation>Das Zugriffstoken eingeben.</translation>
    </message>
    <message>
        <source>Enter the password.</source>
        <translation>Das Passwort eingeben.</translation>
    </message>
    <message>
        <source>Enter the address at which lockstep-gateway listens.</source>
        <translation>Die Adresse eingeben, an der lockstep-gateway lauscht.</translation>
    </message>
</context>
<context>
    <name>DeviceDifference</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>On the list</source>
        <translation>Auf der Liste</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>Key %1</source>
        <translation>Schlüssel %1</translation>
    </message>
    <message>
        <source>Signature by %1 with %2</source>
        <extracomment>%1 is a user ID, %2 the ID of a key</extracomment>
        <translation>Signatur von %1 mit %2</translation>
    </message>
</context>
<context>
    <name>Filter</name>
    <message>
        <source>Character %1: the list cannot be filtered by “%2”. Did you mean “%3”?</source>
        <extracomment>%1: where in the text, %2: what stands there, %3: what may have been meant</extracomment>
        <translation>Zeichen %1: Nach „%2“ lässt sich die Liste nicht filtern. Ist „%3“ gemeint?</translation>
    </message>
    <message>
        <source>Character %1: “%2” is no “%3”. Did you mean “%4”?</source>
        <translation>Zeichen %1: „%2“ gibt es bei „%3“ nicht. Ist „%4“ gemeint?</translation>
    </message>
    <message>
        <source>Character %1: “%2” is no “%3”. There are: %4.</source>
        <translation>Zeichen %1: „%2“ gibt es bei „%3“ nicht. Es gibt: %4.</translation>
    </message>
    <message>
        <source>Character %1: a value is missing after “%2”.</source>
        <translation>Zeichen %1: Nach „%2“ fehlt ein Wert.</translation>
    </message>
    <message>
        <source>Character %1: “%2” is no number as 10, 5k or 2M are.</source>
        <translation>Zeichen %1: „%2“ ist keine Zahl wie 10, 5k oder 2M.</translation>
    </message>
    <message>
        <source>Character %1: “%2” is no span of time as 30s, 5m, 2h, 1d or 3w are.</source>
        <translation>Zeichen %1: „%2“ ist keine Zeitspanne wie 30s, 5m, 2h, 1d oder 3w.</translation>
    </message>
    <message>
        <source>Character %1: “%2” is neither yes nor no.</source>
        <translation>Zeichen %1: „%2“ ist weder yes noch no.</translation>
    </message>
    <message>
        <source>Character %1: “%2” knows no more and no less. Write “%2:”.</source>
        <translation>Zeichen %1: „%2“ kennt kein Mehr und kein Weniger. Richtig ist „%2:“.</translation>
    </message>
    <message>
        <source>Character %1: the quotation mark is not closed.</source>
        <translation>Zeichen %1: Das Anführungszeichen ist nicht geschlossen.</translation>
    </message>
    <message>
        <source>Character %1: the filter is too long from here on.</source>
        <translation>Zeichen %1: Ab hier ist der Filter zu lang.</translation>
    </message>
    <message>
        <source>state</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>server, its whole name</source>
        <translation>Server, sein ganzer Name</translation>
    </message>
    <message>
        <source>name of a device</source>
        <translation>Name eines Geräts</translation>
    </message>
    <message>
        <source>ID of a device</source>
        <translation>ID eines Geräts</translation>
    </message>
    <message>
        <source>beginning of a device key</source>
        <translation>Anfang eines Geräteschlüssels</translation>
    </message>
    <message>
        <source>number of devices</source>
        <translation>Zahl der Geräte</translation>
    </message>
    <message>
        <source>how long ago its last update was</source>
        <translation>wie lange das letzte Update her ist</translation>
    </message>
    <message>
        <source>how long it has been stale</source>
        <translation>seit wann veraltet</translation>
    </message>
    <message>
        <source>how long it has not answered</source>
        <translation>wie lange er nicht antwortet</translation>
    </message>
    <message>
        <source>how long until the next try</source>
        <translation>wie lange bis zum nächsten Versuch</translation>
    </message>
    <message>
        <source>number of users</source>
        <translation>Zahl der Benutzer</translation>
    </message>
    <message>
        <source>number of its users that are tracked</source>
        <translation>Zahl seiner verfolgten Benutzer</translation>
    </message>
    <message>
        <source>user ID</source>
        <translation>Benutzer-ID</translation>
    </message>
    <message>
        <source>number of messages</source>
        <translation>Zahl der Nachrichten</translation>
    </message>
    <message>
        <source>number of updates</source>
        <translation>Zahl der Updates</translation>
    </message>
    <message>
        <source>size in bytes</source>
        <translation>Größe in Byte</translation>
    </message>
    <message>
        <source>how long the oldest has waited</source>
        <translation>wie lange das Älteste wartet</translation>
    </message>
    <message>
        <source>how long ago the device was seen</source>
        <translation>wie lange das Gerät nicht gesehen wurde</translation>
    </message>
    <message>
        <source>whether the device still exists</source>
        <translation>ob es das Gerät noch gibt</translation>
    </message>
    <message>
        <source>who did it</source>
        <translation>wer es getan hat</translation>
    </message>
    <message>
        <source>on whom it was done</source>
        <translation>an wem es getan wurde</translation>
    </message>
    <message>
        <source>what was done</source>
        <translation>was getan wurde</translation>
    </message>
    <message>
        <source>what came of it</source>
        <translation>was daraus wurde</translation>
    </message>
    <message>
        <source>how long ago it was</source>
        <translation>wie lange es her ist</translation>
    </message>
    <message>
        <source>number of differences</source>
        <translation>Zahl der Unterschiede</translation>
    </message>
    <message>
        <source>Words find what contains them. These narrow the list down, together or alone; a minus before one means “not”:</source>
        <translation>Wörter finden, was sie enthält. Dies engt die Liste ein, zusammen oder allein; ein Minus davor heißt „nicht“:</translation>
    </message>
    <message>
        <source>Ctrl+Space shows what can be written at the cursor.</source>
        <translation>Strg+Leertaste zeigt, was am Cursor stehen kann.</translation>
    </message>
</context>
<context>
    <name>FindingWords</name>
    <message>
        <source>the fetch from %1 fails</source>
        <translation>das Holen von %1 schlägt fehl</translation>
    </message>
    <message>
        <source>the fetch from %1 fails with “%2”</source>
        <translation>das Holen von %1 schlägt fehl mit „%2“</translation>
    </message>
    <message>
        <source>%1 refuses the connection: nothing listens at its port</source>
        <translation>%1 lehnt die Verbindung ab: auf dem Port lauscht nichts</translation>
    </message>
    <message>
        <source>DNS has no address for %1</source>
        <translation>im DNS steht keine Adresse für %1</translation>
    </message>
    <message>
        <source>no TLS connection to %1 comes about (“%2”)</source>
        <translation>zu %1 kommt keine TLS-Verbindung zustande („%2“)</translation>
    </message>
    <message>
        <source>%1 did not answer in time</source>
        <translation>%1 antwortete nicht rechtzeitig</translation>
    </message>
    <message>
        <source>there is no way to %1 (“%2”), and the fault may be in the homeserver&apos;s own network</source>
        <translation>es gibt keinen Weg zu %1 („%2“), und der Fehler kann im eigenen Netz des Homeservers liegen</translation>
    </message>
    <message>
        <source>%1 answers, with an error of its own, “%2”</source>
        <translation>%1 antwortet, mit einem eigenen Fehler: „%2“</translation>
    </message>
    <message>
        <source>%1 answers “%2”</source>
        <translation>%1 antwortet „%2“</translation>
    </message>
    <message>
        <source>%1 answers with something that is no device list (“%2”)</source>
        <translation>%1 antwortet mit etwas, das keine Geräteliste ist („%2“)</translation>
    </message>
    <message>
        <source>the homeserver&apos;s own federation_domain_whitelist leaves %1 out, so that it asks nobody</source>
        <translation>in der eigenen federation_domain_whitelist des Homeservers fehlt %1, sodass er gar nicht fragt</translation>
    </message>
    <message>
        <source>the homeserver&apos;s own ip_range_blacklist forbids the address of %1</source>
        <translation>die eigene ip_range_blacklist des Homeservers verbietet die Adresse von %1</translation>
    </message>
    <message>
        <source>%1 has a list of more devices than the 1,000 that the homeserver takes</source>
        <translation>%1 hat eine Liste mit mehr als den 1.000 Geräten, die der Homeserver annimmt</translation>
    </message>
    <message>
        <source>neither time nor a refresh helps until %1 is added to that list in homeserver.yaml and the homeserver is restarted</source>
        <translation>weder Warten noch ein Neuabgleich hilft, bis %1 in homeserver.yaml in diese Liste aufgenommen und der Homeserver neu gestartet ist</translation>
    </message>
    <message>
        <source>neither time nor a refresh helps until that address is allowed in homeserver.yaml (ip_range_whitelist) and the homeserver is restarted</source>
        <translation>weder Warten noch ein Neuabgleich hilft, bis diese Adresse in homeserver.yaml erlaubt (ip_range_whitelist) und der Homeserver neu gestartet ist</translation>
    </message>
    <message>
        <source>neither time nor a refresh helps: the user has to sign out of devices</source>
        <translation>weder Warten noch ein Neuabgleich hilft: der Benutzer muss Geräte abmelden</translation>
    </message>
    <message>
        <source>the homeserver asks again every 30 seconds, and a refresh gets the same answer until the operators of %1 change it</source>
        <translation>der Homeserver fragt alle 30 Sekunden erneut, und ein Neuabgleich bekommt dieselbe Antwort, bis die Betreiber von %1 das ändern</translation>
    </message>
    <message>
        <source>the homeserver waits before it tries again, and a refresh fails until then unless that wait is ended</source>
        <translation>der Homeserver wartet vor dem nächsten Versuch, und bis dahin schlägt ein Neuabgleich fehl, wenn die Wartezeit nicht beendet wird</translation>
    </message>
    <message>
        <source>the homeserver tries again by itself, and a refresh tries now</source>
        <translation>der Homeserver versucht es von selbst erneut, und ein Neuabgleich versucht es jetzt</translation>
    </message>
    <message>
        <source>Devices are left over from a time when the homeserver followed this user; they are not served to clients any more.</source>
        <translation>Geräte sind aus einer Zeit übrig, in der der Homeserver diesem Benutzer folgte; Clients bekommen sie nicht mehr.</translation>
    </message>
    <message>
        <source>An update from %1 was lost, and the resync after it brought the list back in step. What was sent meanwhile may not have been encrypted for all devices.</source>
        <translation>Ein Update von %1 ging verloren, und der Neuabgleich danach brachte die Liste wieder in Gleichschritt. Was inzwischen gesandt wurde, ist womöglich nicht für alle Geräte verschlüsselt.</translation>
    </message>
    <message>
        <source>An update of %1 builds on a stream_id that was never received, and the cross-signing keys of this user had changed just before. Synapse numbers such a change like an update and sends none for it, so nothing need have been lost. The homeserver is to fetch the whole list, and a refresh does so now.</source>
        <translation>Ein Update von %1 baut auf einer stream_id auf, die nie ankam, und kurz davor hatten sich die Cross-Signing-Schlüssel dieses Benutzers geändert. Synapse nummeriert eine solche Änderung wie ein Update und sendet keines dafür; es muss also nichts verloren sein. Der Homeserver soll die ganze Liste holen; eine Aktualisierung tut es sofort.</translation>
    </message>
    <message>
        <source>An update of %1 built on a stream_id that was never received, and the cross-signing keys of this user had changed just before. Synapse numbers such a change like an update and sends none for it, so nothing need have been lost, and the resync after it brought the list back in step.</source>
        <translation>Ein Update von %1 baute auf einer stream_id auf, die nie ankam, und kurz davor hatten sich die Cross-Signing-Schlüssel dieses Benutzers geändert. Synapse nummeriert eine solche Änderung wie ein Update und sendet keines dafür; es muss also nichts verloren sein, und der Neuabgleich danach brachte die Liste wieder in Gleichschritt.</translation>
    </message>
    <message>
        <source>%1 sends updates that are malformed, and Synapse answers 500 to the whole transaction, so the sender repeats it and all that waits behind it is held up. Only the operators of %1 can mend it.</source>
        <translation>%1 sendet fehlerhafte Updates, und Synapse antwortet auf die ganze Transaktion mit 500; der Sender wiederholt sie also, und alles dahinter steckt fest. Nur die Betreiber von %1 können das beheben.</translation>
    </message>
    <message>
        <source>The stream_ids of %1 ran backwards: it was restored from a backup and counts anew, so lists of its other users may hold devices that it no longer knows until they change. A refresh of each puts it right.</source>
        <translation>Die stream_ids von %1 liefen rückwärts: Der Server wurde aus einer Sicherung wiederhergestellt und zählt neu; die Listen seiner anderen Benutzer können also Geräte enthalten, die er nicht mehr kennt, bis sie sich ändern. Ein Neuabgleich jedes Benutzers behebt das.</translation>
    </message>
    <message>
        <source>%1 signs with a new key and counts anew: it was set up again, so lists of its other users may hold devices that do not exist any more. A refresh of each puts it right.</source>
        <translation>%1 signiert mit einem neuen Schlüssel und zählt neu: Der Server wurde neu aufgesetzt; die Listen seiner anderen Benutzer können also Geräte enthalten, die es nicht mehr gibt. Ein Neuabgleich jedes Benutzers behebt das.</translation>
    </message>
    <message>
        <source>The stream_ids of %1 ran backwards, because it was restored from a backup, and the resync after it brought this list back in step. Lists of its other users may hold devices that it no longer knows until they change or are refreshed.</source>
        <translation>Die stream_ids von %1 liefen rückwärts, weil der Server aus einer Sicherung wiederhergestellt wurde, und der Neuabgleich danach hat diese Liste wieder in Gleichschritt gebracht. Die Listen seiner anderen Benutzer können Geräte enthalten, die er nicht mehr kennt, bis sie sich ändern oder neu abgeglichen werden.</translation>
    </message>
    <message>
        <source>%1 was set up again, with a new key and counting anew, and the resync after it brought this list back in step. Lists of its other users may hold devices that do not exist any more until they are refreshed.</source>
        <translation>%1 wurde neu aufgesetzt, mit einem neuen Schlüssel und neuer Zählung, und der Neuabgleich danach hat diese Liste wieder in Gleichschritt gebracht. Die Listen seiner anderen Benutzer können Geräte enthalten, die es nicht mehr gibt, bis sie neu abgeglichen werden.</translation>
    </message>
    <message>
        <source>An update came before one that it builds on: nothing was lost, but it can have cost a resync. It points to a server that sends by several workers, or to a retried request.</source>
        <translation>Ein Update kam vor einem, auf dem es aufbaut: Nichts ging verloren, doch es kann einen Neuabgleich gekostet haben. Das deutet auf einen Server, der mit mehreren Workern sendet, oder auf eine wiederholte Anfrage.</translation>
    </message>
    <message>
        <source>The homeserver fetched the whole list although it knew every prev_id. Synapse does so once after each fetch that found its copy right, which costs a request and harms nothing.</source>
        <translation>Der Homeserver hat die ganze Liste geholt, obwohl er jede prev_id kannte. Synapse tut das einmal nach jedem Holen, das die Kopie bestätigt hat; es kostet eine Anfrage und schadet nicht.</translation>
    </message>
    <message>
        <source>%1 sent an update without prev_id after more than a day without one: it collapses what it could not deliver for so long, and asks for a resync this way. This is by design.</source>
        <translation>%1 sandte nach mehr als einem Tag ohne Update eines ohne prev_id: Was so lange nicht zuzustellen war, wird zusammengefasst und so ein Neuabgleich verlangt. So vorgesehen.</translation>
    </message>
    <message>
        <source>%1 sent an update without prev_id although an earlier one was received: it does so once for each user after a restart, and asks for a resync this way. This is by design, but an update lost just before would not show.</source>
        <translation>%1 sandte ein Update ohne prev_id, obwohl ein früheres ankam: Das geschieht nach einem Neustart einmal für jeden Benutzer und verlangt so einen Neuabgleich. So vorgesehen; ein kurz davor verlorenes Update fiele aber nicht auf.</translation>
    </message>
    <message>
        <source>%1 always sends the same stream_id and no prev_id, as servers of the conduwuit family do, so every update leads to a resync. This is by design.</source>
        <translation>%1 sendet immer dieselbe stream_id und keine prev_id, wie es Server der conduwuit-Familie tun; jedes Update führt also zu einem Neuabgleich. So vorgesehen.</translation>
    </message>
    <message>
        <source>Two updates build on the same one, as a server that sends by several workers produces. This is legal, and a later update that names both joins them.</source>
        <translation>Zwei Updates bauen auf demselben auf, wie es bei einem Server mit mehreren sendenden Workern vorkommt. Das ist erlaubt, und ein späteres Update, das beide nennt, führt sie zusammen.</translation>
    </message>
    <message>
        <source>%1 sent the same update again: it repeats a request whose answer it did not get, and the repetition changes nothing.</source>
        <translation>%1 sandte dasselbe Update noch einmal: Wiederholt wird eine Anfrage, deren Antwort nicht ankam, und die Wiederholung ändert nichts.</translation>
    </message>
    <message>
        <source>The keys of %2 do not bear a valid signature of the device itself, so clients will not encrypt for it. A refresh shows whether %1 says the same.</source>
        <translation>Die Schlüssel von %2 tragen keine gültige Signatur des Geräts selbst, also verschlüsseln Clients nicht dafür. Ein Neuabgleich zeigt, ob %1 dasselbe sagt.</translation>
    </message>
    <message>
        <source>The keys of %2 are not signed by the device itself, so clients will not encrypt for it. A refresh shows whether %1 says the same.</source>
        <translation>Die Schlüssel von %2 sind nicht vom Gerät selbst signiert, also verschlüsseln Clients nicht dafür. Ein Neuabgleich zeigt, ob %1 dasselbe sagt.</translation>
    </message>
    <message>
        <source>The keys stored for %2 name another user or device, so clients refuse them. A refresh shows whether %1 says the same.</source>
        <translation>Die für %2 gespeicherten Schlüssel nennen einen anderen Benutzer oder ein anderes Gerät, also lehnen Clients sie ab. Ein Neuabgleich zeigt, ob %1 dasselbe sagt.</translation>
    </message>
    <message>
        <source>Nothing can be encrypted for %2: it has no keys, as for a client without encryption.</source>
        <translation>Für %2 lässt sich nichts verschlüsseln: Schlüssel fehlen, wie bei einem Client ohne Verschlüsselung.</translation>
    </message>
    <message>
        <source>At least one device has keys that clients refuse, so that they will not encrypt for it: its own signature is wrong or missing, or the keys name another user or device.</source>
        <translation>Mindestens ein Gerät hat Schlüssel, die Clients ablehnen, sodass sie nicht dafür verschlüsseln: Die eigene Signatur ist falsch oder fehlt, oder die Schlüssel nennen einen anderen Benutzer oder ein anderes Gerät.</translation>
    </message>
    <message>
        <source>The user&apos;s cross-signing does not hold: a key is missing or not signed by the other, or a signature on a device is wrong, so that clients show devices as unverified.</source>
        <translation>Das Cross-Signing des Benutzers hält nicht: Ein Schlüssel fehlt oder ist nicht vom anderen signiert, oder die Signatur eines Geräts ist falsch, sodass Clients Geräte als unbestätigt zeigen.</translation>
    </message>
    <message>
        <source>The device ID %2 equals a cross-signing key of the user, which clients must refuse: it can make them take a device for an identity.</source>
        <translation>Die Geräte-ID %2 gleicht einem Cross-Signing-Schlüssel des Benutzers; Clients müssen das ablehnen: Es kann sie dazu bringen, ein Gerät für eine Identität zu halten.</translation>
    </message>
    <message>
        <source>The user&apos;s cross-signature on %2 does not hold, so clients show the device as unverified. A refresh shows whether %1 says the same.</source>
        <translation>Die Cross-Signing-Signatur des Benutzers an %2 hält nicht, also zeigen Clients das Gerät als unbestätigt. Ein Neuabgleich zeigt, ob %1 dasselbe sagt.</translation>
    </message>
    <message>
        <source>The user&apos;s self-signing key is not signed by the master key, so no device counts as verified: after a reset of the identity one of the two keys is still the old one, and a refresh fetches both.</source>
        <translation>Der Self-Signing-Schlüssel des Benutzers ist nicht vom Master-Schlüssel signiert, also gilt kein Gerät als bestätigt: Nach einem Zurücksetzen der Identität ist einer der beiden Schlüssel noch der alte, und ein Neuabgleich holt beide.</translation>
    </message>
    <message>
        <source>One of the user&apos;s two cross-signing keys is missing, which is typical of a lost m.signing_key_update: that leaves no gap, and only a refresh fetches the key.</source>
        <translation>Einer der beiden Cross-Signing-Schlüssel des Benutzers fehlt, was typisch für ein verlorenes m.signing_key_update ist: Das hinterlässt keine Lücke, und nur ein Neuabgleich holt den Schlüssel.</translation>
    </message>
    <message>
        <source>The user has cross-signing keys, and they do not sign %2: either the user has not verified it yet, or signatures got lost and a refresh brings them.</source>
        <translation>Der Benutzer hat Cross-Signing-Schlüssel, doch sie signieren %2 nicht: Entweder hat der Benutzer das noch nicht bestätigt, oder Signaturen gingen verloren und ein Neuabgleich bringt sie.</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <extracomment>%1: names; %n more of them</extracomment>
        <translation>
            <numerusform>%1 und %n weiteres</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>The homeserver knows that its copy of the list is out of date and waits to fetch the whole list from %1.</source>
        <translation>Der Homeserver weiß, dass seine Kopie der Liste veraltet ist, und wartet darauf, die ganze Liste von %1 zu holen.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s copy of the list is out of date and the whole list could not be fetched: %1; %2.</source>
        <translation>Die Kopie des Homeservers ist veraltet, und die ganze Liste ließ sich nicht holen: %1; %2.</translation>
    </message>
    <message>
        <source>The list is to be fetched from %1 for the first time.</source>
        <translation>Die Liste soll zum ersten Mal von %1 geholt werden.</translation>
    </message>
    <message>
        <source>The list could not be fetched for the first time: %1; %2.</source>
        <translation>Das erste Holen der Liste gelang nicht: %1; %2.</translation>
    </message>
    <message>
        <source>The whole list came and was dropped, so that the old one is served: %1; %2.</source>
        <translation>Die ganze Liste kam und wurde verworfen, sodass weiter die alte gilt: %1; %2.</translation>
    </message>
    <message>
        <source>The homeserver tries in vain to fetch the list of this user although no local user shares a room with them. It asks again every 30 seconds for as long as %1 is not in backoff, which nobody needs; only an answer with a list or the removal of the row in device_lists_remote_resync ends it.</source>
        <translation>Der Homeserver versucht vergeblich, die Liste dieses Benutzers zu holen, obwohl kein lokaler Benutzer einen Raum mit ihm teilt. Er fragt alle 30 Sekunden, solange %1 keine Wartezeit hat, und niemand braucht es; nur eine Antwort mit einer Liste oder das Löschen der Zeile in device_lists_remote_resync beendet das.</translation>
    </message>
    <message>
        <source>%1 Now: %2.</source>
        <extracomment>%1: a sentence, %2: what happens, without a full stop</extracomment>
        <translation>%1 Zurzeit: %2.</translation>
    </message>
    <message>
        <source>The homeserver is in backoff: %1, so updates may be missing; %2.</source>
        <translation>Der Homeserver legt eine Wartezeit ein: %1; Updates können also fehlen, und %2.</translation>
    </message>
    <message>
        <source>the homeserver got no answer from %1</source>
        <translation>der Homeserver bekam von %1 keine Antwort</translation>
    </message>
    <message numerus="yes">
        <source>The homeserver fetched the whole list %1 time(s) although no update came in between: something marks it as out of date again and again, such as messages from a device that the list of %2 lacks.</source>
        <translation>
            <numerusform>Der Homeserver hat die ganze Liste %1-mal geholt, obwohl dazwischen kein Update kam: Etwas markiert sie immer wieder als veraltet, etwa Nachrichten von einem Gerät, das in der Liste von %2 fehlt.</numerusform>
            <numerusform>Der Homeserver hat die ganze Liste %1-mal geholt, obwohl dazwischen kein Update kam: Etwas markiert sie immer wieder als veraltet, etwa Nachrichten von einem Gerät, das in der Liste von %2 fehlt.</numerusform>
        </translation>
    </message>
    <message>
        <source>An update names a prev_id that was never received: at least one update from %1 was lost and no resync followed, so the list may lack devices or keys. A refresh fetches the whole list.</source>
        <translation>Ein Update nennt eine prev_id, die nie ankam: Mindestens ein Update von %1 ging verloren, und kein Neuabgleich folgte; in der Liste können also Geräte oder Schlüssel fehlen. Ein Neuabgleich holt die ganze Liste.</translation>
    </message>
    <message>
        <source>The last resync from %1 failed, so the homeserver still serves the old list; %2.</source>
        <translation>Der letzte Neuabgleich mit %1 schlug fehl, also gilt noch die alte Liste; %2.</translation>
    </message>
    <message>
        <source>Since %1 (%2)</source>
        <extracomment>%1: a time, %2: &quot;3 d&quot;</extracomment>
        <translation>Seit %1 (%2)</translation>
    </message>
    <message>
        <source>Since %1</source>
        <translation>Seit %1</translation>
    </message>
    <message numerus="yes">
        <source>seen %1 time(s)</source>
        <extracomment>%1 is the number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1-mal gesehen</numerusform>
            <numerusform>%1-mal gesehen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, last %2</source>
        <translation>%1, zuletzt %2</translation>
    </message>
    <message>
        <source>last %1</source>
        <translation>zuletzt %1</translation>
    </message>
    <message>
        <source>the homeserver&apos;s own mark in its database</source>
        <translation>der eigenen Marke des Homeservers in seiner Datenbank</translation>
    </message>
    <message>
        <source>the homeserver&apos;s own mark in its database, and its log</source>
        <translation>der eigenen Marke des Homeservers in seiner Datenbank und auf seinem Protokoll</translation>
    </message>
    <message>
        <source>the homeserver&apos;s own record of the server</source>
        <translation>dem, was der Homeserver selbst über den Server führt</translation>
    </message>
    <message>
        <source>the recorded history</source>
        <translation>dem aufgezeichneten Verlauf</translation>
    </message>
    <message>
        <source>the stored keys, checked when they were read</source>
        <translation>den gespeicherten Schlüsseln, geprüft beim Lesen</translation>
    </message>
    <message>
        <source>the check of all lists</source>
        <translation>der Prüfung aller Listen</translation>
    </message>
    <message>
        <source>the fetches that the log tells of</source>
        <translation>dem Holen, von dem das Protokoll berichtet</translation>
    </message>
    <message>
        <source>Show the update in the history</source>
        <translation>Update im Verlauf zeigen</translation>
    </message>
    <message>
        <source>Show the history</source>
        <translation>Verlauf zeigen</translation>
    </message>
    <message>
        <source>Show the devices</source>
        <translation>Geräte zeigen</translation>
    </message>
    <message>
        <source>Show the cross-signing keys</source>
        <translation>Cross-Signing-Schlüssel zeigen</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>An empty list is stored although no local user shares a room with this user, as an answered fetch that nobody needed leaves it. No updates come for it, and it harms nothing.</source>
        <translation>Eine leere Liste ist gespeichert, obwohl kein lokaler Benutzer einen Raum mit diesem Benutzer teilt; so hinterlässt es ein beantworteter Abruf, den niemand brauchte. Für sie kommen keine Updates, und sie schadet nicht.</translation>
    </message>
    <message>
        <source>Names of devices here are not those that %1 said when both were compared; everything else was the same.</source>
        <translation>Namen von Geräten sind hier andere, als %1 beim Vergleich sagte; alles übrige war gleich.</translation>
    </message>
    <message>
        <source>The list here is not what %1 said when both were compared, and it was not fetched since. Show says what differed; a refresh fetches the list.</source>
        <translation>Die Liste hier ist nicht, was %1 beim Vergleich sagte, und wurde seither nicht geholt. „Zeigen“ sagt, was abwich; „Neu abgleichen“ holt die Liste.</translation>
    </message>
    <message>
        <source>the last comparison with its origin</source>
        <translation>dem letzten Vergleich mit dem Ursprung</translation>
    </message>
</context>
<context>
    <name>GraphText</name>
    <message>
        <source>the rows that are shown became others meanwhile. Export again when the history has come to rest</source>
        <translation>die gezeigten Zeilen haben sich inzwischen geändert. Noch einmal exportieren, wenn der Verlauf zur Ruhe gekommen ist</translation>
    </message>
</context>
<context>
    <name>HeatExport</name>
    <message>
        <source>what is shown was read anew meanwhile. Export again</source>
        <translation>was gezeigt wird, wurde inzwischen neu gelesen. Noch einmal exportieren</translation>
    </message>
    <message>
        <source>Export the heat map</source>
        <translation>Heatmap exportieren</translation>
    </message>
    <message>
        <source>Picture in curves and text (SVG)</source>
        <translation>Bild aus Kurven und Text (SVG)</translation>
    </message>
    <message>
        <source>Picture of pixels (PNG)</source>
        <translation>Bild aus Pixeln (PNG)</translation>
    </message>
    <message>
        <source>Document with pages (PDF)</source>
        <translation>Dokument mit Seiten (PDF)</translation>
    </message>
    <message>
        <source>Table for spreadsheets (CSV)</source>
        <translation>Tabelle für Tabellenkalkulationen (CSV)</translation>
    </message>
    <message>
        <source>%1 servers are too many for this format, which takes %2. Choose PDF or CSV, or search for fewer.</source>
        <translation>%1 Server sind zu viele für dieses Format, das %2 fasst. PDF oder CSV wählen, oder nach weniger suchen.</translation>
    </message>
    <message>
        <source>what the servers did could not be read in time. Export again</source>
        <translation>was die Server taten, konnte nicht rechtzeitig gelesen werden. Exportieren Sie noch einmal</translation>
    </message>
    <message>
        <source>what the servers did could not be read: %1</source>
        <translation>was die Server taten, konnte nicht gelesen werden: %1</translation>
    </message>
</context>
<context>
    <name>HeatWords</name>
    <message numerus="yes">
        <source>%1 resync(s)</source>
        <extracomment>%1: a number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1 Neuabgleich</numerusform>
            <numerusform>%1 Neuabgleiche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 failure(s)</source>
        <extracomment>%1: a number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1 Fehlschlag</numerusform>
            <numerusform>%1 Fehlschläge</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 update(s)</source>
        <extracomment>%1: a number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1 Aktualisierung</numerusform>
            <numerusform>%1 Aktualisierungen</numerusform>
        </translation>
    </message>
    <message>
        <source>hour</source>
        <translation>Stunde</translation>
    </message>
    <message>
        <source>day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>year</source>
        <translation>Jahr</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <extracomment>from a time to a time</extracomment>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1, %2: being read</source>
        <translation>%1, %2: wird gelesen</translation>
    </message>
    <message>
        <source>%1, %2: not known, as the gateway did not count then</source>
        <translation>%1, %2: nicht bekannt, denn das Gateway hat da nicht gezählt</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <extracomment>%3: &quot;at least 7 updates&quot;</extracomment>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>(counted in %1 of it)</source>
        <translation>(gezählt in %1 davon)</translation>
    </message>
    <message numerus="yes">
        <source>%1 by %n server(s) within the last %2.</source>
        <extracomment>%1: &quot;1,200 updates&quot;, %3: &quot;hour&quot;, &quot;day&quot;, …; %n: servers</extracomment>
        <translation>
            <numerusform>%1 von %n Server; Zeitraum: %2.</numerusform>
            <numerusform>%1 von %n Servern; Zeitraum: %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of them could not be told apart by server: there were too many at once.</source>
        <translation>%1 davon ließen sich keinem Server zuordnen: es waren zu viele auf einmal.</translation>
    </message>
    <message>
        <source>%1 by server and time</source>
        <translation>%1 nach Server und Zeit</translation>
    </message>
    <message>
        <source>As %1 has counted them; written %2</source>
        <translation>Wie %1 sie gezählt hat; geschrieben %2</translation>
    </message>
    <message>
        <source>%1; a column is %2</source>
        <translation>%1; eine Spalte ist %2</translation>
    </message>
    <message>
        <source>%1: %2 in all</source>
        <extracomment>a server, and what it had in all</extracomment>
        <translation>%1: insgesamt %2</translation>
    </message>
    <message>
        <source>%1, %2: not known, as %3 of then could not be told apart by server</source>
        <translation>%1, %2: nicht bekannt, da %3 von damals keinem Server zugeordnet werden konnten</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>mindestens %1</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Incidents: what is wrong, each cause once, the worst first, with whom it touches and since when.</source>
        <translation>Vorfälle: was nicht stimmt, jede Ursache einmal, die schlimmste zuerst, mit wem sie betrifft und seit wann.</translation>
    </message>
    <message>
        <source>What is known to be right, and what is not known.</source>
        <translation>Was als richtig bekannt ist, und was nicht bekannt ist.</translation>
    </message>
    <message>
        <source>The gateway looks at the homeserver&apos;s database and log about twice a minute and joins what has one cause.</source>
        <translation>Das Gateway sieht etwa zweimal je Minute in Datenbank und Protokoll des Homeservers und fasst zusammen, was eine Ursache hat.</translation>
    </message>
    <message>
        <source>An update that was lost without any later one leaves no trace: an audit finds it.</source>
        <translation>Ein verlorenes Update, dem keines folgt, hinterlässt keine Spur: Eine Prüfung findet es.</translation>
    </message>
    <message>
        <source>Enter opens an incident: why, whom it touches, and what helps.</source>
        <translation>Enter öffnet einen Vorfall: warum, wen er betrifft und was hilft.</translation>
    </message>
    <message>
        <source>Acknowledge it, mute its kind for its subject, refresh the users that it names, or end a wait.</source>
        <translation>Bestätigen, seine Art für sein Ziel stumm schalten, die genannten Benutzer neu abgleichen oder eine Wartezeit beenden.</translation>
    </message>
    <message>
        <source>Users of other servers whose device lists the homeserver keeps a copy of, and the state of each copy.</source>
        <translation>Benutzer anderer Server, von deren Gerätelisten der Homeserver eine Kopie hält, und der Zustand jeder Kopie.</translation>
    </message>
    <message>
        <source>Of one user: devices with their keys and signatures, the history of updates as a graph, findings.</source>
        <translation>Von einem Benutzer: Geräte mit Schlüsseln und Signaturen, der Verlauf der Updates als Graph, Befunde.</translation>
    </message>
    <message>
        <source>The list and its states come from the homeserver&apos;s database, the history from its log or a mirror of its traffic.</source>
        <translation>Liste und Zustände stammen aus der Datenbank des Homeservers, der Verlauf aus seinem Protokoll oder einem Spiegel seines Verkehrs.</translation>
    </message>
    <message>
        <source>The history begins when recording began; what was before is not known.</source>
        <translation>Der Verlauf beginnt mit der Aufzeichnung; was davor war, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Search by any words, or narrow down: state:stale server:example.org devices&gt;10 updated&lt;1d.</source>
        <translation>Mit beliebigen Wörtern suchen oder einengen: state:stale server:example.org devices&gt;10 updated&lt;1d.</translation>
    </message>
    <message>
        <source>Refresh fetches the whole list from the user&apos;s server; Check compares without changing anything.</source>
        <translation>„Neu abgleichen“ holt die ganze Liste vom Server des Benutzers; „Vergleichen“ vergleicht, ohne etwas zu ändern.</translation>
    </message>
    <message>
        <source>Ctrl+D keeps a user on top of all lists.</source>
        <translation>Strg+D hält einen Benutzer in allen Listen oben.</translation>
    </message>
    <message>
        <source>Inbox: send-to-device messages that wait for devices of this homeserver.</source>
        <translation>Eingang: Nachrichten an Geräte dieses Homeservers, die auf sie warten.</translation>
    </message>
    <message>
        <source>Outbox: those that wait for other servers. Updates: changes of our users&apos; devices that others do not know yet.</source>
        <translation>Ausgang: die auf andere Server warten. Updates: Änderungen an Geräten unserer Benutzer, die andere noch nicht kennen.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s tables. Looking at a queue takes nothing out of it.</source>
        <translation>Die Tabellen des Homeservers. Eine Warteschlange anzusehen nimmt nichts aus ihr heraus.</translation>
    </message>
    <message>
        <source>Where counting stopped at a limit, the number has a ≥ before it.</source>
        <translation>Wo das Zählen an einer Grenze aufhörte, steht ein ≥ vor der Zahl.</translation>
    </message>
    <message>
        <source>Show messages reads sender and type; contents are shown only when asked for, and that is recorded.</source>
        <translation>„Nachrichten zeigen“ liest Absender und Art; Inhalte erscheinen nur auf Wunsch, und das wird festgehalten.</translation>
    </message>
    <message>
        <source>Narrow down: messages&gt;100 known:no seen&gt;30d.</source>
        <translation>Einengen: messages&gt;100 known:no seen&gt;30d.</translation>
    </message>
    <message>
        <source>Other servers: whether they answer, when the next try is due, and how many of their users are tracked.</source>
        <translation>Andere Server: ob sie antworten, wann der nächste Versuch ansteht und wie viele ihrer Benutzer verfolgt werden.</translation>
    </message>
    <message>
        <source>When each could be reached, as a strip; times when nobody looked are hatched.</source>
        <translation>Wann jeder erreichbar war, als Streifen; Zeiten, in denen niemand hinsah, sind schraffiert.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s own record of its tries; Lockstep asks other servers only when you press a button.</source>
        <translation>Die eigenen Aufzeichnungen des Homeservers über seine Versuche; Lockstep fragt andere Server nur, wenn Sie einen Knopf drücken.</translation>
    </message>
    <message>
        <source>End the wait makes the homeserver try again at once.</source>
        <translation>„Wartezeit beenden“ lässt den Homeserver es sofort wieder versuchen.</translation>
    </message>
    <message>
        <source>Refresh the stale users of a server, or show them.</source>
        <translation>Die veralteten Benutzer eines Servers neu abgleichen oder zeigen.</translation>
    </message>
    <message>
        <source>Narrow down: failing&gt;1h stale&gt;0.</source>
        <translation>Einengen: failing&gt;1h stale&gt;0.</translation>
    </message>
    <message>
        <source>What was started from this window and how it ended, and the trail: who did what, on whom, and what came of it.</source>
        <translation>Was von diesem Fenster aus begonnen wurde und wie es endete, und die Spur: wer was an wem tat und was daraus wurde.</translation>
    </message>
    <message>
        <source>The trail is kept by the gateway and cannot be changed from here.</source>
        <translation>Die Spur führt das Gateway; von hier aus kann sie nicht geändert werden.</translation>
    </message>
    <message>
        <source>Stop what still waits, try again what failed, open on whom it was.</source>
        <translation>Anhalten, was noch wartet, wiederholen, was misslang, öffnen, an wem es war.</translation>
    </message>
    <message>
        <source>Narrow down: outcome:failed at&lt;1d.</source>
        <translation>Einengen: outcome:failed at&lt;1d.</translation>
    </message>
    <message>
        <source>Comparisons of device lists with what their own servers say, and each difference.</source>
        <translation>Vergleiche von Gerätelisten mit dem, was ihre eigenen Server sagen, und jeder Unterschied.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s signed question to the user&apos;s server, or another witness that you choose.</source>
        <translation>Die signierte Frage des Homeservers an den Server des Benutzers oder ein anderer Zeuge Ihrer Wahl.</translation>
    </message>
    <message>
        <source>Begin an audit of a sample, a server or chosen users; pause or cancel it.</source>
        <translation>Eine Prüfung einer Stichprobe, eines Servers oder gewählter Benutzer beginnen; anhalten oder abbrechen.</translation>
    </message>
    <message>
        <source>Refresh what differs.</source>
        <translation>Neu abgleichen, was abweicht.</translation>
    </message>
    <message>
        <source>Everything that the pages rest on: database, logs, mirror, heads; whether it works and how far it is behind.</source>
        <translation>Alles, worauf die Seiten beruhen: Datenbank, Protokolle, Spiegel, Köpfe; ob es arbeitet und wie weit es zurückliegt.</translation>
    </message>
    <message>
        <source>The gateway&apos;s own checks of what it reads.</source>
        <translation>Die eigenen Prüfungen des Gateways an dem, was es liest.</translation>
    </message>
    <message>
        <source>Check all of it runs every check now and says what to set, and where.</source>
        <translation>„Alles prüfen“ führt jetzt jede Prüfung aus und sagt, was wo einzustellen ist.</translation>
    </message>
    <message>
        <source>Whether a Matrix homeserver&apos;s copy of every remote device list is in step.</source>
        <translation>Ob die Kopie eines Matrix-Homeservers von jeder fremden Geräteliste im Gleichschritt ist.</translation>
    </message>
    <message>
        <source>A gateway beside the homeserver reads its database and log; the window asks the gateway.</source>
        <translation>Ein Gateway neben dem Homeserver liest dessen Datenbank und Protokoll; das Fenster fragt das Gateway.</translation>
    </message>
    <message>
        <source>Connect to a homeserver, open a capture, or start the lab, which needs no server.</source>
        <translation>Mit einem Homeserver verbinden, eine Aufzeichnung öffnen oder das Labor starten, das keinen Server braucht.</translation>
    </message>
    <message>
        <source>Device list</source>
        <translation>Geräteliste</translation>
    </message>
    <message>
        <source>All devices of a user with their keys. Who wants to send encrypted messages encrypts for each of them; a wrong list means messages that cannot be read, or that are encrypted for a device that is gone.</source>
        <translation>Alle Geräte eines Benutzers mit ihren Schlüsseln. Wer verschlüsselt senden will, verschlüsselt für jedes davon; eine falsche Liste heißt: Nachrichten, die nicht gelesen werden können, oder die für ein Gerät verschlüsselt sind, das es nicht mehr gibt.</translation>
    </message>
    <message>
        <source>The message by which a server tells others that one device changed. It is sent once and is not kept: one that is lost is noticed only by the next one.</source>
        <translation>Die Nachricht, mit der ein Server anderen sagt, dass sich ein Gerät geändert hat. Sie wird einmal gesendet und nicht aufbewahrt: Dass eine verloren ging, zeigt erst die nächste.</translation>
    </message>
    <message>
        <source>The number that the sender gives an update. It rises for each user; a receiver may not rely on anything else.</source>
        <translation>Die Nummer, die der Absender einem Update gibt. Sie steigt für jeden Benutzer; auf mehr darf sich ein Empfänger nicht verlassen.</translation>
    </message>
    <message>
        <source>The numbers of the updates that come right before this one. A receiver that lacks one has missed something.</source>
        <translation>Die Nummern der Updates direkt vor diesem. Einem Empfänger, dem eines davon fehlt, ist etwas entgangen.</translation>
    </message>
    <message>
        <source>Resync</source>
        <translation>Neuabgleich</translation>
    </message>
    <message>
        <source>Fetching the whole list from the user&apos;s server, because something was missed: GET /user/devices.</source>
        <translation>Die ganze Liste vom Server des Benutzers holen, weil etwas entgangen ist: GET /user/devices.</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>An update names a prev_id that never arrived: it was lost on the way.</source>
        <translation>Ein Update nennt eine prev_id, die nie ankam: Sie ging unterwegs verloren.</translation>
    </message>
    <message>
        <source>Fork and merge</source>
        <translation>Gabelung und Zusammenführung</translation>
    </message>
    <message>
        <source>Two updates name the same one before them: writers that did not see each other. An update that names both joins them.</source>
        <translation>Zwei Updates nennen dasselbe vor ihnen: Schreiber, die einander nicht sahen. Ein Update, das beide nennt, führt sie zusammen.</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Veraltet</translation>
    </message>
    <message>
        <source>The homeserver knows that its copy is out of date and has not been able to fetch it yet.</source>
        <translation>Der Homeserver weiß, dass seine Kopie veraltet ist, und konnte sie noch nicht holen.</translation>
    </message>
    <message>
        <source>Backoff</source>
        <translation>Wartezeit</translation>
    </message>
    <message>
        <source>A server that does not answer is tried less and less often. Until the next try nothing is sent to it.</source>
        <translation>Ein Server, der nicht antwortet, wird immer seltener versucht. Bis zum nächsten Versuch geht nichts an ihn.</translation>
    </message>
    <message>
        <source>Send-to-device message</source>
        <translation>Nachricht an ein Gerät</translation>
    </message>
    <message>
        <source>A message for one device, most often a key of a room. It waits until that device asks for it.</source>
        <translation>Eine Nachricht für ein einziges Gerät, meist ein Raumschlüssel. Sie wartet, bis dieses Gerät sie abholt.</translation>
    </message>
    <message>
        <source>Federation</source>
        <translation>Föderation</translation>
    </message>
    <message>
        <source>How homeservers talk to each other: signed requests, and transactions of up to 50 events and 100 short-lived messages.</source>
        <translation>Wie Homeserver miteinander reden: signierte Anfragen und Transaktionen mit bis zu 50 Ereignissen und 100 flüchtigen Nachrichten.</translation>
    </message>
    <message>
        <source>Cross-signing</source>
        <translation>Cross-Signing</translation>
    </message>
    <message>
        <source>A user&apos;s own keys sign the keys of their devices, so that others need to verify only the user.</source>
        <translation>Die eigenen Schlüssel eines Benutzers signieren die Schlüssel seiner Geräte, sodass andere nur den Benutzer zu bestätigen brauchen.</translation>
    </message>
    <message>
        <source>n, p: the next older, the next newer break.</source>
        <translation>n, p: der nächste ältere, der nächste neuere Bruch.</translation>
    </message>
    <message>
        <source>Ctrl+Down, Ctrl+Up: to the update that this one names, and to the one that names it.</source>
        <translation>Strg+Ab, Strg+Auf: zum Update, das dieses nennt, und zu dem, das es nennt.</translation>
    </message>
    <message>
        <source>Alt+Left, Alt+Right: back to where you were, of other users too, and forward again.</source>
        <translation>Alt+Links, Alt+Rechts: zurück, wo Sie waren, auch bei anderen Benutzern, und wieder vor.</translation>
    </message>
    <message>
        <source>w: why is this list as it is; Space: keep lit where the row came from; Esc ends it.</source>
        <translation>w: warum diese Liste ist, wie sie ist; Leertaste: die Herkunft der Zeile bleibt hervorgehoben; Esc beendet es.</translation>
    </message>
    <message>
        <source>f: fold or unfold all; Left, Right: this run.</source>
        <translation>f: alles ein- oder ausklappen; Links, Rechts: diese Folge.</translation>
    </message>
    <message>
        <source>t: when, how long ago, how long after the row below; u: UTC; m: count times from this row.</source>
        <translation>t: wann, wie lange her, wie lange nach der Zeile darunter; u: UTC; m: Zeiten ab dieser Zeile zählen.</translation>
    </message>
    <message>
        <source>x: the axis of time; r: only the time from the marked row to here; Esc: the whole history.</source>
        <translation>x: die Zeitachse; r: nur die Zeit von der markierten Zeile bis hier; Esc: der ganze Verlauf.</translation>
    </message>
    <message>
        <source>Ctrl+click on a second row compares the two; Enter goes to the details.</source>
        <translation>Strg+Klick auf eine zweite Zeile vergleicht beide; Eingabe führt zu den Einzelheiten.</translation>
    </message>
    <message>
        <source>Ctrl+F: find; Ctrl+C: copy the row; Ctrl+Shift+G: export the graph; Ctrl+P: print it.</source>
        <translation>Strg+F: suchen; Strg+C: die Zeile kopieren; Strg+Umschalt+G: den Graphen exportieren; Strg+P: ihn drucken.</translation>
    </message>
</context>
<context>
    <name>HistoryPicture</name>
    <message>
        <source>the rows that are shown became others meanwhile. Export again when the history has come to rest</source>
        <translation>die gezeigten Zeilen haben sich inzwischen geändert. Noch einmal exportieren, wenn der Verlauf zur Ruhe gekommen ist</translation>
    </message>
    <message>
        <source>Filled circle: applied. Ring with a dot: the homeserver fetched the whole list instead. Crossed ring: ignored. Small ring: duplicate. Empty ring: not recorded what became of it.</source>
        <translation>Gefüllter Kreis: übernommen. Ring mit Punkt: der Homeserver hat stattdessen die ganze Liste geholt. Durchgestrichener Ring: verworfen. Kleiner Ring: doppelt. Leerer Ring: was daraus wurde, ist nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>Diamond: resync; an empty one failed. Square: the stored stream_id was seen to change. Key: cross-signing keys. Two strokes across the line: an update that was never received. Three dots: a run of unremarkable updates.</source>
        <translation>Raute: Neuabgleich; leer: fehlgeschlagen. Quadrat: die gespeicherte stream_id hat sich geändert. Schlüssel: Quersignatur-Schlüssel. Zwei Striche durch die Linie: eine Aktualisierung, die nie ankam. Drei Punkte: mehrere unauffällige Aktualisierungen.</translation>
    </message>
    <message>
        <source>Lines lead down to what an update names as the one before it; dashed to what is missing, dotted through rows that the filter hides, with their number.</source>
        <translation>Linien führen hinab zu dem, was eine Aktualisierung als ihre Vorgängerin nennt; gestrichelt zu dem, was fehlt, gepunktet durch Zeilen, die der Filter verbirgt, mit deren Anzahl.</translation>
    </message>
</context>
<context>
    <name>HistoryText</name>
    <message>
        <source>never received</source>
        <translation>nie angekommen</translation>
    </message>
    <message>
        <source>arrived later</source>
        <translation>später angekommen</translation>
    </message>
    <message>
        <source>before the record begins</source>
        <translation>vor Beginn der Aufzeichnung</translation>
    </message>
    <message>
        <source>resync failed: %1</source>
        <translation>Neuabgleich fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>resync</source>
        <translation>Neuabgleich</translation>
    </message>
    <message>
        <source>resync: stream %1</source>
        <translation>Neuabgleich: Stream %1</translation>
    </message>
    <message numerus="yes">
        <source>resync: %n device(s)</source>
        <translation>
            <numerusform>Neuabgleich: %n Gerät</numerusform>
            <numerusform>Neuabgleich: %n Geräte</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, stream %2</source>
        <translation>%1, Stream %2</translation>
    </message>
    <message numerus="yes">
        <source>+%n update(s)</source>
        <translation>
            <numerusform>+%n Update</numerusform>
            <numerusform>+%n Updates</numerusform>
        </translation>
    </message>
    <message>
        <source>cross-signing keys</source>
        <translation>Cross-Signing-Schlüssel</translation>
    </message>
    <message>
        <source>stream_id seen to change</source>
        <translation>Wechsel der stream_id gesehen</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Was sich änderte</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>first seen</source>
        <translation>zuerst gesehen</translation>
    </message>
    <message>
        <source>changed or first seen here</source>
        <translation>geändert oder hier zuerst gesehen</translation>
    </message>
    <message>
        <source>back again</source>
        <translation>wieder da</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>keys changed</source>
        <translation>Schlüssel geändert</translation>
    </message>
    <message>
        <source>renamed</source>
        <translation>umbenannt</translation>
    </message>
    <message>
        <source>signatures changed</source>
        <translation>Signaturen geändert</translation>
    </message>
    <message>
        <source>nothing new</source>
        <translation>nichts Neues</translation>
    </message>
    <message>
        <source>content not recorded</source>
        <translation>Inhalt nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>Gap: update %1, %2</source>
        <translation>Lücke: Update %1, %2</translation>
    </message>
    <message>
        <source>Update %1</source>
        <translation>Update %1</translation>
    </message>
    <message>
        <source>The update above names this one as the one before it, but it was never received: an update was lost, unless a change of cross-signing keys took its number.</source>
        <translation>Das Update darüber nennt dieses als seinen Vorgänger, doch es kam nie an: Ein Update ging verloren, es sei denn, eine Änderung der Cross-Signing-Schlüssel nahm seine Nummer.</translation>
    </message>
    <message>
        <source>The update above names this one, which arrived only after it.</source>
        <translation>Das Update darüber nennt dieses, das erst nach ihm ankam.</translation>
    </message>
    <message>
        <source>The update above names this one. It may have been received before recording began.</source>
        <translation>Das Update darüber nennt dieses. Es kam vielleicht vor Beginn der Aufzeichnung an.</translation>
    </message>
    <message>
        <source>not verified: the signature of the server that sent it does not hold.</source>
        <translation>nicht bestätigt: Die Signatur des sendenden Servers hält nicht.</translation>
    </message>
    <message>
        <source>The homeserver asked the remote server for the whole list. From here on its stream_id is what is known.</source>
        <translation>Der Homeserver bat den entfernten Server um die ganze Liste. Von hier an ist deren stream_id das Bekannte.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s stored stream_id changed and no other source told why.</source>
        <translation>Die gespeicherte stream_id des Homeservers änderte sich, und keine andere Quelle sagt, warum.</translation>
    </message>
    <message>
        <source>unverified</source>
        <translation>unbestätigt</translation>
    </message>
    <message>
        <source>The homeserver asked the remote server for the whole list and did not get it: what was known before stays.</source>
        <translation>Der Homeserver bat den entfernten Server um die ganze Liste und bekam sie nicht: Es bleibt beim bisher Bekannten.</translation>
    </message>
    <message numerus="yes">
        <source>%n resync(s)</source>
        <translation>
            <numerusform>%n Neuabgleich</numerusform>
            <numerusform>%n Neuabgleiche</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <extracomment>the first is &quot;+3 updates&quot;, the second &quot;2 resyncs&quot;</extracomment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Received ago</source>
        <translation>Empfangen vor</translation>
    </message>
    <message>
        <source>After the row below</source>
        <translation>Nach der Zeile darunter</translation>
    </message>
    <message>
        <source>Received (%1)</source>
        <extracomment>%1 is a time zone: &quot;UTC&quot;, &quot;CET&quot;</extracomment>
        <translation>Empfangen (%1)</translation>
    </message>
    <message>
        <source>Update %1: %2</source>
        <translation>Update %1: %2</translation>
    </message>
    <message>
        <source>%1: %2 (update %3)</source>
        <extracomment>what happened to a device, and the number of the update: &quot;BOBPHONE: renamed (update 17)&quot;</extracomment>
        <translation>%1: %2 (Update %3)</translation>
    </message>
    <message>
        <source>Updates in unbroken order. Press Right to see them.</source>
        <translation>Updates in ungebrochener Folge. Rechts drücken, um sie zu sehen.</translation>
    </message>
    <message>
        <source>Updates in unbroken order and the resyncs that follow them. Press Right to see them.</source>
        <translation>Updates in ungebrochener Folge und die Neuabgleiche danach. Rechts drücken, um sie zu sehen.</translation>
    </message>
    <message>
        <source>resync failed</source>
        <translation>Abgleich fehlgeschlagen</translation>
    </message>
    <message numerus="yes">
        <source>%n break(s): %1</source>
        <translation>
            <numerusform>%n Bruch: %1</numerusform>
            <numerusform>%n Brüche: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>ed25519 and curve25519 keys changed</source>
        <translation>ed25519- und curve25519-Schlüssel geändert</translation>
    </message>
    <message>
        <source>ed25519 key changed</source>
        <translation>ed25519-Schlüssel geändert</translation>
    </message>
    <message>
        <source>curve25519 key changed</source>
        <translation>curve25519-Schlüssel geändert</translation>
    </message>
    <message>
        <source>no name</source>
        <translation>kein Name</translation>
    </message>
    <message>
        <source>renamed: %1 → %2</source>
        <extracomment>the name of a device before and after</extracomment>
        <translation>umbenannt: %1 → %2</translation>
    </message>
    <message>
        <source>signature added</source>
        <translation>Signatur hinzugekommen</translation>
    </message>
    <message>
        <source>signature removed</source>
        <translation>Signatur entfernt</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) applied after that</source>
        <translation>
            <numerusform>%n danach angewandtes Update</numerusform>
            <numerusform>%n danach angewandte Updates</numerusform>
        </translation>
    </message>
    <message>
        <source>The list is as it is by the whole list fetched at %1 (stream %2) and %3.</source>
        <translation>Die Liste ist so durch die ganze Liste, die um %1 (Stream %2) geholt wurde, und %3.</translation>
    </message>
    <message>
        <source>No fetch of the whole list is recorded: the list is as it is by what was known before %1 and %2.</source>
        <translation>Kein Abruf der ganzen Liste ist aufgezeichnet: Die Liste ist so durch das, was vor %1 bekannt war, und %2.</translation>
    </message>
    <message>
        <source>Among what is loaded so far, down to %1, is no fetch of the whole list: %2.</source>
        <translation>Unter dem bisher Geladenen, bis %1, ist kein Abruf der ganzen Liste: %2.</translation>
    </message>
    <message numerus="yes">
        <source>It may lack what was never received: %n update(s) since name one.</source>
        <translation>
            <numerusform>Ihr fehlt vielleicht, was nie ankam: %n Update seither nennt eines.</numerusform>
            <numerusform>Ihr fehlt vielleicht, was nie ankam: %n Updates seither nennen eines.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s) to fetch it failed since.</source>
        <translation>
            <numerusform>%n Versuch, sie zu holen, schlug seither fehl.</numerusform>
            <numerusform>%n Versuche, sie zu holen, schlugen seither fehl.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) were ignored.</source>
        <translation>
            <numerusform>%n Update wurde ignoriert.</numerusform>
            <numerusform>%n Updates wurden ignoriert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What became of %n update(s) is not recorded.</source>
        <translation>
            <numerusform>Was aus %n Update wurde, ist nicht aufgezeichnet.</numerusform>
            <numerusform>Was aus %n Updates wurde, ist nicht aufgezeichnet.</numerusform>
        </translation>
    </message>
    <message>
        <source>head</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>head: the sender&apos;s next update should name this one as the one before it.</source>
        <translation>Spitze: Das nächste Update des Absenders sollte dieses als das davor nennen.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2</source>
        <translation>%1 min %2</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
    <message>
        <source>After the marked row</source>
        <translation>Nach der markierten Zeile</translation>
    </message>
    <message>
        <source>When the homeserver received it, by its own clock. Times are in %1. T: the next way to say them, U: UTC or local time, M: marks the row to count from.</source>
        <translation>Wann der Homeserver es empfing, nach seiner eigenen Uhr. Zeiten in %1. T: die nächste Art, sie anzugeben, U: UTC oder Ortszeit, M: markiert die Zeile, ab der gezählt wird.</translation>
    </message>
    <message>
        <source>The marked row: %1</source>
        <translation>Die markierte Zeile: %1</translation>
    </message>
    <message>
        <source>keys uploaded</source>
        <translation>Schlüssel hochgeladen</translation>
    </message>
    <message>
        <source>no keys any more</source>
        <translation>keine Schlüssel mehr</translation>
    </message>
    <message>
        <source>other properties changed</source>
        <translation>andere Angaben geändert</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>no longer kept</source>
        <translation>nicht mehr aufbewahrt</translation>
    </message>
    <message>
        <source>Older updates are no longer kept (%1)</source>
        <translation>Ältere Updates werden nicht mehr aufbewahrt (%1)</translation>
    </message>
    <message>
        <source>Older updates are no longer kept (%1, until %2)</source>
        <translation>Ältere Updates werden nicht mehr aufbewahrt (%1, bis %2)</translation>
    </message>
    <message>
        <source>The update above names this one. It is older than what this gateway keeps.</source>
        <translation>Das Update darüber nennt dieses. Es ist älter als das, was dieses Gateway aufbewahrt.</translation>
    </message>
    <message>
        <source>older</source>
        <translation>älter</translation>
    </message>
</context>
<context>
    <name>HistoryWords</name>
    <message>
        <source>update</source>
        <translation>Update</translation>
    </message>
    <message>
        <source>signing keys</source>
        <translation>Signierschlüssel</translation>
    </message>
    <message>
        <source>resync</source>
        <translation>Neuabgleich</translation>
    </message>
    <message>
        <source>seen in the database</source>
        <translation>in der Datenbank gesehen</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>angewandt</translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation>doppelt</translation>
    </message>
    <message>
        <source>ignored</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>No source told what the homeserver did with it.</source>
        <translation>Keine Quelle sagt, was der Homeserver damit gemacht hat.</translation>
    </message>
    <message>
        <source>The homeserver applied it to its copy of the list.</source>
        <translation>Der Homeserver hat es auf seine Kopie der Liste angewandt.</translation>
    </message>
    <message>
        <source>The homeserver fetched the whole list instead of applying it.</source>
        <translation>Der Homeserver hat die ganze Liste geholt, statt es anzuwenden.</translation>
    </message>
    <message>
        <source>The homeserver had it already.</source>
        <translation>Der Homeserver hatte es schon.</translation>
    </message>
    <message>
        <source>The homeserver dropped it: it shares no room with the user, or it came from the wrong server.</source>
        <translation>Der Homeserver hat es verworfen: Er teilt keinen Raum mit dem Benutzer, oder es kam vom falschen Server.</translation>
    </message>
    <message>
        <source>first</source>
        <translation>erstes</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>pruned</source>
        <translation>gekürzt</translation>
    </message>
    <message>
        <source>placeholder</source>
        <translation>Platzhalter</translation>
    </message>
    <message>
        <source>fork</source>
        <translation>Gabelung</translation>
    </message>
    <message>
        <source>merge</source>
        <translation>Zusammenführung</translation>
    </message>
    <message>
        <source>out of order</source>
        <translation>falsche Reihenfolge</translation>
    </message>
    <message>
        <source>needless resync</source>
        <translation>unnötiger Neuabgleich</translation>
    </message>
    <message>
        <source>restarted</source>
        <translation>neu gestartet</translation>
    </message>
    <message>
        <source>rewound</source>
        <translation>zurückgespult</translation>
    </message>
    <message>
        <source>rebuilt</source>
        <translation>neu aufgesetzt</translation>
    </message>
    <message>
        <source>It names no earlier update: the first one since the sender&apos;s server was restarted. By design; a loss just before it does not show.</source>
        <translation>Es nennt kein früheres Update: das erste, seit der Server des Senders neu gestartet wurde. So vorgesehen; ein Verlust kurz davor ist nicht zu sehen.</translation>
    </message>
    <message>
        <source>It names no earlier update, and its stream_id is not above the last one: the sender&apos;s server was restored from a backup.</source>
        <translation>Es nennt kein früheres Update, und seine stream_id liegt nicht über der letzten: Der Server des Senders wurde aus einer Sicherung wiederhergestellt.</translation>
    </message>
    <message>
        <source>It names no earlier update, and the sender&apos;s server signs with a new key: it was set up anew.</source>
        <translation>Es nennt kein früheres Update, und der Server des Senders unterschreibt mit einem neuen Schlüssel: Er wurde neu aufgesetzt.</translation>
    </message>
    <message>
        <source>It names no earlier update, and none had come before.</source>
        <translation>Es nennt kein früheres Update, und es war noch keines gekommen.</translation>
    </message>
    <message>
        <source>It names an earlier update that was never received: an update was lost, unless the cross-signing keys changed just before it.</source>
        <translation>Es nennt ein früheres Update, das nie ankam: Ein Update ging verloren, es sei denn, kurz davor änderten sich die Cross-Signing-Schlüssel.</translation>
    </message>
    <message>
        <source>It names no earlier update, after more than a day without one: the sender collapses what it could not deliver. By design.</source>
        <translation>Es nennt kein früheres Update, nach mehr als einem Tag ohne eines: Der Sender fasst zusammen, was er nicht zustellen konnte. So vorgesehen.</translation>
    </message>
    <message>
        <source>The sender always says the same stream_id and names no earlier update, so each one leads to a resync. By design.</source>
        <translation>Der Sender nennt immer dieselbe stream_id und kein früheres Update, also führt jedes zu einem Neuabgleich. So vorgesehen.</translation>
    </message>
    <message>
        <source>Another update names the same earlier one: the sender has several writers.</source>
        <translation>Ein anderes Update nennt dasselbe frühere: Der Sender hat mehrere Schreiber.</translation>
    </message>
    <message>
        <source>It names several earlier updates: branches of the sender&apos;s stream come together.</source>
        <translation>Es nennt mehrere frühere Updates: Zweige des Senders kommen zusammen.</translation>
    </message>
    <message>
        <source>It names an update that arrived only later.</source>
        <translation>Es nennt ein Update, das erst später ankam.</translation>
    </message>
    <message>
        <source>The same content came before.</source>
        <translation>Derselbe Inhalt kam schon einmal.</translation>
    </message>
    <message>
        <source>The homeserver fetched the whole list although it knew every update that this one names.</source>
        <translation>Der Homeserver hat die ganze Liste geholt, obwohl er jedes Update kannte, das dieses nennt.</translation>
    </message>
    <message>
        <source>cross-signing keys</source>
        <translation>Cross-Signing-Schlüssel</translation>
    </message>
    <message>
        <source>the whole list</source>
        <translation>die ganze Liste</translation>
    </message>
    <message>
        <source>content not known</source>
        <translation>Inhalt nicht bekannt</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>no name, no keys</source>
        <translation>kein Name, keine Schlüssel</translation>
    </message>
    <message>
        <source>name and keys</source>
        <translation>Name und Schlüssel</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>Schlüssel</translation>
    </message>
</context>
<context>
    <name>IncidentWords</name>
    <message>
        <source>%1 does not answer (connection refused)</source>
        <translation>%1 antwortet nicht (Verbindung abgelehnt)</translation>
    </message>
    <message>
        <source>%1 does not answer (no address in DNS)</source>
        <translation>%1 antwortet nicht (keine Adresse im DNS)</translation>
    </message>
    <message>
        <source>%1 does not answer (no TLS connection)</source>
        <translation>%1 antwortet nicht (keine TLS-Verbindung)</translation>
    </message>
    <message>
        <source>%1 does not answer (time-out)</source>
        <translation>%1 antwortet nicht (Zeitüberschreitung)</translation>
    </message>
    <message>
        <source>%1 answers with an error of its own</source>
        <translation>%1 antwortet mit einem eigenen Fehler</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1 antwortet nicht</translation>
    </message>
    <message>
        <source>server does not answer</source>
        <translation>Server antwortet nicht</translation>
    </message>
    <message>
        <source>server refuses to give lists</source>
        <translation>Server gibt Listen nicht heraus</translation>
    </message>
    <message>
        <source>answers that are no device lists</source>
        <translation>Antworten, die keine Gerätelisten sind</translation>
    </message>
    <message>
        <source>blocked by the own configuration</source>
        <translation>gesperrt durch die eigene Konfiguration</translation>
    </message>
    <message>
        <source>no way to other servers</source>
        <translation>kein Weg zu anderen Servern</translation>
    </message>
    <message>
        <source>lists that are too long</source>
        <translation>zu lange Listen</translation>
    </message>
    <message>
        <source>lost update</source>
        <translation>verlorenes Update</translation>
    </message>
    <message>
        <source>lists out of date without a known cause</source>
        <translation>veraltete Listen ohne bekannte Ursache</translation>
    </message>
    <message>
        <source>loop of fetches</source>
        <translation>Abrufschleife</translation>
    </message>
    <message>
        <source>fetches that nobody needs</source>
        <translation>Abrufe, die niemand braucht</translation>
    </message>
    <message>
        <source>keys that clients refuse</source>
        <translation>Schlüssel, die Clients ablehnen</translation>
    </message>
    <message>
        <source>cross-signing that does not hold</source>
        <translation>Cross-Signing, das nicht hält</translation>
    </message>
    <message>
        <source>identity reset</source>
        <translation>zurückgesetzte Identität</translation>
    </message>
    <message>
        <source>other keys under a device&apos;s ID</source>
        <translation>andere Schlüssel unter der ID eines Geräts</translation>
    </message>
    <message>
        <source>collapsed queue of a sender</source>
        <translation>verdichtete Warteschlange eines Absenders</translation>
    </message>
    <message>
        <source>restart of a sender</source>
        <translation>Neustart eines Absenders</translation>
    </message>
    <message>
        <source>sender restored from a backup</source>
        <translation>Absender aus einer Sicherung wiederhergestellt</translation>
    </message>
    <message>
        <source>sender set up again</source>
        <translation>Absender neu aufgesetzt</translation>
    </message>
    <message>
        <source>forged updates</source>
        <translation>gefälschte Updates</translation>
    </message>
    <message>
        <source>malformed updates</source>
        <translation>fehlerhafte Updates</translation>
    </message>
    <message>
        <source>failing source</source>
        <translation>gestörte Quelle</translation>
    </message>
    <message>
        <source>messages that wait without backoff</source>
        <translation>Nachrichten, die ohne Wartezeit warten</translation>
    </message>
    <message>
        <source>updates that wait without backoff</source>
        <translation>Updates, die ohne Wartezeit warten</translation>
    </message>
    <message>
        <source>inboxes that nobody reads</source>
        <translation>Posteingänge, die niemand liest</translation>
    </message>
    <message>
        <source>inboxes of devices that are gone</source>
        <translation>Posteingänge von Geräten, die es nicht mehr gibt</translation>
    </message>
    <message>
        <source>changes that are not sent</source>
        <translation>Änderungen, die nicht gesandt werden</translation>
    </message>
    <message>
        <source>another kind</source>
        <translation>andere Art</translation>
    </message>
    <message>
        <source>%1 refuses to give its users&apos; lists</source>
        <translation>%1 gibt die Listen seiner Benutzer nicht heraus</translation>
    </message>
    <message>
        <source>%1 answers with something that is no device list</source>
        <translation>%1 antwortet mit etwas, das keine Geräteliste ist</translation>
    </message>
    <message>
        <source>ip_range_blacklist of the homeserver itself blocks %1</source>
        <translation>ip_range_blacklist des eigenen Homeservers sperrt %1</translation>
    </message>
    <message>
        <source>federation_domain_whitelist of the homeserver itself leaves %1 out</source>
        <translation>federation_domain_whitelist des eigenen Homeservers lässt %1 aus</translation>
    </message>
    <message>
        <source>The homeserver&apos;s own configuration blocks %1</source>
        <translation>Die eigene Konfiguration des Homeservers sperrt %1</translation>
    </message>
    <message>
        <source>The homeserver has no way to other servers</source>
        <translation>Der Homeserver hat keinen Weg zu anderen Servern</translation>
    </message>
    <message>
        <source>%1 has users with more devices than the homeserver takes</source>
        <translation>%1 hat Benutzer mit mehr Geräten, als der Homeserver annimmt</translation>
    </message>
    <message>
        <source>An update of %1 was lost, and no resync put the list right</source>
        <translation>Ein Update von %1 ging verloren, und kein Neuabgleich brachte die Liste in Ordnung</translation>
    </message>
    <message>
        <source>Lists of %1 are out of date and not fetched, and nothing tells why</source>
        <translation>Listen von %1 sind veraltet und werden nicht geholt, und nichts verrät, warum</translation>
    </message>
    <message>
        <source>Lists of %1 are fetched again and again without any update</source>
        <translation>Listen von %1 werden ohne jedes Update immer wieder geholt</translation>
    </message>
    <message>
        <source>%1 is asked again and again for lists that nobody needs</source>
        <translation>%1 wird immer wieder nach Listen gefragt, die niemand braucht</translation>
    </message>
    <message>
        <source>%1 has users with devices whose keys clients refuse</source>
        <translation>%1 hat Benutzer mit Geräten, deren Schlüssel Clients ablehnen</translation>
    </message>
    <message>
        <source>%1 has users whose cross-signing does not hold</source>
        <translation>%1 hat Benutzer, deren Cross-Signing nicht hält</translation>
    </message>
    <message>
        <source>%1 has a new master key</source>
        <translation>%1 hat einen neuen Master-Schlüssel</translation>
    </message>
    <message>
        <source>%1 has other keys under the ID of a device</source>
        <translation>%1 hat andere Schlüssel unter der ID eines Geräts</translation>
    </message>
    <message>
        <source>%1 collapsed what it could not deliver</source>
        <translation>%1 hat verdichtet, was es nicht zustellen konnte</translation>
    </message>
    <message>
        <source>%1 was restarted</source>
        <translation>%1 wurde neu gestartet</translation>
    </message>
    <message>
        <source>%1 was restored from a backup: its stream_ids run backwards</source>
        <translation>%1 wurde aus einer Sicherung wiederhergestellt: die stream_ids laufen rückwärts</translation>
    </message>
    <message>
        <source>%1 was set up again, with a new signing key</source>
        <translation>%1 wurde neu aufgesetzt, mit einem neuen Signaturschlüssel</translation>
    </message>
    <message>
        <source>%1 sends malformed updates</source>
        <translation>%1 sendet fehlerhafte Updates</translation>
    </message>
    <message>
        <source>Malformed updates come in, and nothing tells from where</source>
        <translation>Fehlerhafte Updates kommen an, und nichts verrät, woher</translation>
    </message>
    <message>
        <source>The source %1 does not work</source>
        <translation>Die Quelle %1 arbeitet nicht</translation>
    </message>
    <message>
        <source>Messages to %1 wait although it is not in backoff</source>
        <translation>Nachrichten an %1 warten, obwohl es keine Wartezeit hat</translation>
    </message>
    <message>
        <source>Updates of our users wait for %1 although it is not in backoff</source>
        <translation>Updates unserer Benutzer warten auf %1, obwohl es keine Wartezeit hat</translation>
    </message>
    <message>
        <source>Messages wait for devices that do not fetch them</source>
        <translation>Nachrichten warten auf Geräte, die sie nicht abholen</translation>
    </message>
    <message>
        <source>Messages wait for devices that do not exist any more</source>
        <translation>Nachrichten warten auf Geräte, die es nicht mehr gibt</translation>
    </message>
    <message>
        <source>Changes of our users&apos; lists are not turned into updates</source>
        <translation>Aus Änderungen der Listen unserer Benutzer werden keine Updates</translation>
    </message>
    <message>
        <source>The homeserver got: “%1”.</source>
        <translation>Der Homeserver erhielt: „%1“.</translation>
    </message>
    <message>
        <source>Look at the homeserver&apos;s own network: its routes, its firewall, its name resolution.</source>
        <translation>Sehen Sie nach dem eigenen Netz des Homeservers: Routen, Firewall, Namensauflösung.</translation>
    </message>
    <message>
        <source>Refresh its users: that fetches the whole lists.</source>
        <translation>Aktualisieren Sie seine Benutzer: Das holt die ganzen Listen.</translation>
    </message>
    <message>
        <source>A refresh shows what %1 answers; the homeserver&apos;s log at INFO level tells it, too.</source>
        <translation>Eine Aktualisierung zeigt, was %1 antwortet; das Protokoll des Homeservers sagt es mit der Stufe INFO auch.</translation>
    </message>
    <message>
        <source>Messages from a device that the fetched list lacks can do this: ask who sends them.</source>
        <translation>Nachrichten von einem Gerät, das in der geholten Liste fehlt, können das bewirken: Fragen Sie, wer sie sendet.</translation>
    </message>
    <message>
        <source>It does no harm but requests; an answer, or the removal of the rows in device_lists_remote_resync, ends it.</source>
        <translation>Es schadet nicht, außer durch Anfragen; eine Antwort oder das Löschen der Zeilen in device_lists_remote_resync beendet es.</translation>
    </message>
    <message>
        <source>A refresh shows whether their server says the same; if it does, they have to sign in anew on those devices.</source>
        <translation>Eine Aktualisierung zeigt, ob ihr Server dasselbe sagt; wenn ja, müssen sie sich auf diesen Geräten neu anmelden.</translation>
    </message>
    <message>
        <source>A refresh fetches keys that got lost; if it brings none, they have to set up or reset their identity.</source>
        <translation>Eine Aktualisierung holt Schlüssel, die verloren gingen; bringt sie keine, müssen sie ihre Identität einrichten oder zurücksetzen.</translation>
    </message>
    <message>
        <source>Whoever verified them has to do so again; ask them whether they did it.</source>
        <translation>Wer den Benutzer bestätigt hatte, muss es erneut tun; fragen Sie ihn, ob er es selbst war.</translation>
    </message>
    <message>
        <source>Clients that knew the old keys and saw no sign-out in between refuse the new ones: the user has to sign that device out and in again, under a new ID.</source>
        <translation>Clients, die die alten Schlüssel kannten und dazwischen keine Abmeldung sahen, lehnen die neuen ab: Der Benutzer muss sich auf diesem Gerät ab- und unter einer neuen ID wieder anmelden.</translation>
    </message>
    <message>
        <source>Nothing is to be done: the update makes the homeserver fetch the whole list, by design.</source>
        <translation>Es ist nichts zu tun: Das Update lässt den Homeserver die ganze Liste holen, so ist es gedacht.</translation>
    </message>
    <message>
        <source>Nothing is to be done: the update makes the homeserver fetch the whole list. What was lost just before would not show.</source>
        <translation>Es ist nichts zu tun: Das Update lässt den Homeserver die ganze Liste holen. Was kurz davor verloren ging, würde sich nicht zeigen.</translation>
    </message>
    <message>
        <source>Lists of its other users may hold devices that it no longer knows: refresh its users.</source>
        <translation>Listen seiner anderen Benutzer können Geräte enthalten, die er nicht mehr kennt: Aktualisieren Sie seine Benutzer.</translation>
    </message>
    <message>
        <source>Lists of its other users may hold devices that do not exist any more: refresh its users.</source>
        <translation>Listen seiner anderen Benutzer können Geräte enthalten, die es nicht mehr gibt: Aktualisieren Sie seine Benutzer.</translation>
    </message>
    <message>
        <source>Only the operators of %1 can mend it; what it sends beside them waits until it gives them up.</source>
        <translation>Nur die Betreiber von %1 können es beheben; was der Server daneben sendet, wartet, bis er sie aufgibt.</translation>
    </message>
    <message>
        <source>The traceback in the homeserver&apos;s log tells what they lack; a mirror of the federation traffic (--tap) tells who sends them.</source>
        <translation>Der Traceback im Protokoll des Homeservers sagt, was ihnen fehlt; ein Spiegel des Föderationsverkehrs (--tap) sagt, wer sie sendet.</translation>
    </message>
    <message>
        <source>Less is known than seems. The page Sources says what to set.</source>
        <translation>Es ist weniger bekannt, als es scheint. Die Seite Quellen sagt, was einzustellen ist.</translation>
    </message>
    <message>
        <source>Either nobody there takes them, which the homeserver&apos;s log tells at INFO level before it counts as a failure, or nothing woke the sender: one more message to that server does.</source>
        <translation>Entweder nimmt dort niemand sie an, was das Protokoll des Homeservers mit der Stufe INFO sagt, ehe es als Fehlschlag zählt, oder nichts hat den Absender geweckt: Eine weitere Nachricht an diesen Server tut es.</translation>
    </message>
    <message>
        <source>Nothing woke the sender, or nobody there takes them: one message to that server sends them too.</source>
        <translation>Nichts hat den Absender geweckt, oder dort nimmt niemand sie an: Eine Nachricht an diesen Server sendet auch sie.</translation>
    </message>
    <message>
        <source>A device that was set up and never used, as by a bot or a script, or that was left behind, gathers messages until it is signed out.</source>
        <translation>Ein Gerät, das eingerichtet und nie benutzt wurde, etwa von einem Bot oder Skript, oder das zurückgelassen wurde, sammelt Nachrichten, bis es abgemeldet wird.</translation>
    </message>
    <message>
        <source>Nobody will ever read them; Synapse removes them with the device, so look for a removal that failed.</source>
        <translation>Niemand wird sie je lesen; Synapse entfernt sie mit dem Gerät, suchen Sie also nach einem Entfernen, das fehlschlug.</translation>
    </message>
    <message>
        <source>%1: “%2”</source>
        <translation>%1: „%2“</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <extracomment>%1: &quot;14:03&quot;</extracomment>
        <translation>gestern %1</translation>
    </message>
    <message>
        <source>tomorrow %1</source>
        <extracomment>%1: &quot;14:03&quot;</extracomment>
        <translation>morgen %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 user(s) stale</source>
        <translation>
            <numerusform>%1 Benutzer veraltet</numerusform>
            <numerusform>%1 Benutzer veraltet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 user(s)</source>
        <translation>
            <numerusform>%1 Benutzer</numerusform>
            <numerusform>%1 Benutzer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 device(s)</source>
        <translation>
            <numerusform>%1 Gerät</numerusform>
            <numerusform>%1 Geräte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s) wait</source>
        <translation>
            <numerusform>%1 Nachricht wartet</numerusform>
            <numerusform>%1 Nachrichten warten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 update(s) wait</source>
        <translation>
            <numerusform>%1 Update wartet</numerusform>
            <numerusform>%1 Updates warten</numerusform>
        </translation>
    </message>
    <message>
        <source> at %1</source>
        <extracomment>follows what happened; %1 a time</extracomment>
        <translation>, um %1</translation>
    </message>
    <message>
        <source>, last %1</source>
        <extracomment>follows a time; %1 a time</extracomment>
        <translation>, zuletzt %1</translation>
    </message>
    <message>
        <source> since %1</source>
        <extracomment>follows what goes on; %1 a time</extracomment>
        <translation> seit %1</translation>
    </message>
    <message>
        <source>, next try %1</source>
        <extracomment>%1 a time</extracomment>
        <translation>, nächster Versuch %1</translation>
    </message>
    <message>
        <source>, next try due</source>
        <translation>, nächster Versuch fällig</translation>
    </message>
    <message>
        <source>, from %1 to %2 (%3)</source>
        <extracomment>follows what was wrong; %1 and %2 times, %3 how long: &quot;8 min&quot;</extracomment>
        <translation>, von %1 bis %2 (%3)</translation>
    </message>
    <message>
        <source>, until %1</source>
        <translation>, bis %1</translation>
    </message>
    <message>
        <source>At %1</source>
        <translation>Um %1</translation>
    </message>
    <message>
        <source>Since %1</source>
        <translation>Seit %1</translation>
    </message>
    <message>
        <source>noticed %1</source>
        <translation>bemerkt %1</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>beendet %1</translation>
    </message>
    <message>
        <source>last %1</source>
        <translation>zuletzt %1</translation>
    </message>
    <message numerus="yes">
        <source>tried %1 time(s)</source>
        <translation>
            <numerusform>%1 Mal versucht</numerusform>
            <numerusform>%1 Mal versucht</numerusform>
        </translation>
    </message>
    <message>
        <source>next try %1, %2</source>
        <extracomment>%1 a time, %2 &quot;in 8 min&quot;</extracomment>
        <translation>nächster Versuch %1, %2</translation>
    </message>
    <message>
        <source>next try due since %1</source>
        <translation>nächster Versuch fällig seit %1</translation>
    </message>
    <message>
        <source>Acknowledged by %1, %2</source>
        <extracomment>%1 who, %2 when</extracomment>
        <translation>Zur Kenntnis genommen von %1, %2</translation>
    </message>
    <message>
        <source>Muted by %1, %2</source>
        <extracomment>%1 who, %2 when</extracomment>
        <translation>Stumm geschaltet von %1, %2</translation>
    </message>
    <message>
        <source>other</source>
        <translation>anderes</translation>
    </message>
    <message>
        <source>database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>history</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>a stream that stands still</source>
        <translation>ein Datenstrom, der stillsteht</translation>
    </message>
    <message>
        <source>%1 sends updates for users of other servers</source>
        <translation>%1 sendet Updates für Benutzer anderer Server</translation>
    </message>
    <message>
        <source>Updates came whose senders are not who they say</source>
        <translation>Es kamen Updates, deren Absender nicht die sind, die sie zu sein vorgeben</translation>
    </message>
    <message>
        <source>What a process of the homeserver has written is not seen by the others</source>
        <translation>Was ein Prozess des Homeservers geschrieben hat, sehen die anderen nicht</translation>
    </message>
    <message>
        <source>The homeserver dropped them, and no list changed: ask its operators, or shut that server out.</source>
        <translation>Der Homeserver hat sie verworfen, und keine Liste hat sich geändert: Fragen Sie die Betreiber, oder schließen Sie den Server aus.</translation>
    </message>
    <message>
        <source>The homeserver dropped them, and no list changed; its log or the proxy&apos;s names who sent them.</source>
        <translation>Der Homeserver hat sie verworfen, und keine Liste hat sich geändert; sein Log oder das des Proxys nennt den Absender.</translation>
    </message>
    <message>
        <source>A writer that exists no more holds the stream back: remove its row in stream_positions while Synapse is stopped, or start that process again.</source>
        <translation>Ein Schreiber, den es nicht mehr gibt, hält den Datenstrom auf: Entfernen Sie seine Zeile in stream_positions, während Synapse gestoppt ist, oder starten Sie diesen Prozess wieder.</translation>
    </message>
    <message>
        <source>Look in the homeserver&apos;s log for _handle_new_device_update_async: it fails or hangs, and a restart begins it anew. Where the position is above the newest change, as after a restored backup, it has to be set back while Synapse is stopped.</source>
        <translation>Suchen Sie im Log des Homeservers nach _handle_new_device_update_async: Es schlägt fehl oder hängt, und ein Neustart beginnt es von vorn. Liegt die Position über der neuesten Änderung, wie nach einem zurückgespielten Backup, muss sie zurückgesetzt werden, während Synapse gestoppt ist.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s row of this server in its table destinations says that it fails since then.</source>
        <translation>Die Zeile dieses Servers in der Tabelle destinations des Homeservers sagt, dass er seitdem nicht antwortet.</translation>
    </message>
    <message>
        <source>The homeserver marked the list of %1 as out of date.</source>
        <translation>Der Homeserver hat die Liste von %1 als veraltet markiert.</translation>
    </message>
    <message>
        <source>The fetch of the list of %1 failed: %2.</source>
        <translation>Das Holen der Liste von %1 schlug fehl: %2.</translation>
    </message>
    <message>
        <source>The list of %1 was fetched %2 times without an update between.</source>
        <translation>Die Liste von %1 wurde %2 Mal ohne ein Update dazwischen geholt.</translation>
    </message>
    <message>
        <source>An update of %1 names a prev_id that was never received.</source>
        <translation>Ein Update von %1 nennt eine prev_id, die nie ankam.</translation>
    </message>
    <message>
        <source>A malformed update of %1.</source>
        <translation>Ein fehlerhaftes Update von %1.</translation>
    </message>
    <message>
        <source>Update %1 of %2 is not above the last one and names no prev_id.</source>
        <translation>Update %1 von %2 liegt nicht über dem letzten und nennt keine prev_id.</translation>
    </message>
    <message>
        <source>Update %1 of %2 names no prev_id and bears a new signing key.</source>
        <translation>Update %1 von %2 nennt keine prev_id und trägt einen neuen Signaturschlüssel.</translation>
    </message>
    <message>
        <source>Update %1 of %2 names no prev_id after more than a day without one.</source>
        <translation>Update %1 von %2 nennt nach mehr als einem Tag ohne Update keine prev_id.</translation>
    </message>
    <message>
        <source>Update %1 of %2 names no prev_id although earlier ones came.</source>
        <translation>Update %1 von %2 nennt keine prev_id, obwohl frühere ankamen.</translation>
    </message>
    <message>
        <source>An update for %1 bears a wrong signature.</source>
        <translation>Ein Update für %1 trägt eine falsche Signatur.</translation>
    </message>
    <message>
        <source>An update for %1 came from another server.</source>
        <translation>Ein Update für %1 kam von einem anderen Server.</translation>
    </message>
    <message>
        <source>The master key became another one.</source>
        <translation>Der Master-Schlüssel wurde ein anderer.</translation>
    </message>
    <message>
        <source>The ed25519 key of %1 became another one.</source>
        <translation>Der ed25519-Schlüssel von %1 wurde ein anderer.</translation>
    </message>
    <message>
        <source>The oldest message to devices there was queued.</source>
        <translation>Die älteste Nachricht an Geräte dort wurde eingereiht.</translation>
    </message>
    <message>
        <source>The oldest update of a user of ours was queued.</source>
        <translation>Das älteste Update eines unserer Benutzer wurde eingereiht.</translation>
    </message>
    <message>
        <source>device_lists_changes_converted_stream_position is %1, and the newest change is %2.</source>
        <translation>device_lists_changes_converted_stream_position ist %1, und die neueste Änderung ist %2.</translation>
    </message>
    <message>
        <source>Stream %1 of the process %2 is at %3, and the newest row of %4 is %5.</source>
        <translation>Stream %1 des Prozesses %2 steht bei %3, und die neueste Zeile von %4 ist %5.</translation>
    </message>
    <message>
        <source>The list of %1 was not what %2 said when both were compared.</source>
        <translation>Die Liste von %1 war nicht, was %2 sagte, als beide verglichen wurden.</translation>
    </message>
    <message>
        <source>lists that are not their origin&apos;s</source>
        <translation>Listen, die nicht die ihres Ursprungs sind</translation>
    </message>
    <message>
        <source>Lists of %1 were not what it said when they were compared</source>
        <translation>Listen von %1 waren beim Vergleich nicht, was %1 selbst sagte</translation>
    </message>
    <message>
        <source>Refresh its users: that fetches the whole lists. The audit tells what differed, and why it was missed.</source>
        <translation>Die Benutzer neu abgleichen: Das holt die ganzen Listen. Die Prüfung sagt, was abwich und warum es fehlt.</translation>
    </message>
    <message>
        <source>The list of %1 came and was dropped, because it is too long.</source>
        <translation>Die Liste von %1 kam an und wurde verworfen, weil sie zu lang ist.</translation>
    </message>
</context>
<context>
    <name>KeychainStore</name>
    <message>
        <source>The keychain holds nothing for this connection.</source>
        <translation>Der Schlüsselbund enthält nichts für diese Verbindung.</translation>
    </message>
    <message>
        <source>Access to the keychain was denied.</source>
        <translation>Der Zugriff auf den Schlüsselbund wurde verweigert.</translation>
    </message>
    <message>
        <source>The keychain is locked, or does not let Lockstep in: unlock it and try again.</source>
        <translation>Der Schlüsselbund ist gesperrt oder lässt Lockstep nicht ein: entsperren und erneut versuchen.</translation>
    </message>
    <message>
        <source>No keychain is running: install and start one that offers the Secret Service, such as gnome-keyring, KWallet or KeePassXC.</source>
        <translation>Kein Schlüsselbund läuft: Installieren und starten Sie einen mit Secret Service, etwa gnome-keyring, KWallet oder KeePassXC.</translation>
    </message>
    <message>
        <source>The keychain did not delete the entry: %1</source>
        <translation>Der Schlüsselbund hat den Eintrag nicht gelöscht: %1</translation>
    </message>
    <message>
        <source>No keychain is running (%1): start one that offers the Secret Service, such as gnome-keyring, KWallet or KeePassXC.</source>
        <translation>Kein Schlüsselbund läuft (%1): Starten Sie einen mit Secret Service, etwa gnome-keyring, KWallet oder KeePassXC.</translation>
    </message>
    <message>
        <source>The keychain is locked: unlock it and try again.</source>
        <translation>Der Schlüsselbund ist gesperrt: entsperren und erneut versuchen.</translation>
    </message>
    <message>
        <source>The keychain failed: %1</source>
        <translation>Der Schlüsselbund hat versagt: %1</translation>
    </message>
</context>
<context>
    <name>LocalGateway</name>
    <message>
        <source>Reading %1: %2 %, %3 entries so far</source>
        <extracomment>%1: a file, %2: how much of it, %3: a number</extracomment>
        <translation>%1 wird gelesen: %2 %, bisher %3 Einträge</translation>
    </message>
</context>
<context>
    <name>Lockstep::AccountRows</name>
    <message>
        <source>in the browser</source>
        <translation>im Browser</translation>
    </message>
    <message>
        <source>with a code, on another device</source>
        <translation>mit einem Code, auf einem anderen Gerät</translation>
    </message>
    <message>
        <source>with a password</source>
        <translation>mit einem Passwort</translation>
    </message>
    <message>
        <source>with an access token</source>
        <translation>mit einem Zugriffstoken</translation>
    </message>
    <message>
        <source>admin or @admin:example.org</source>
        <translation>admin oder @admin:example.org</translation>
    </message>
    <message>
        <source>&amp;User</source>
        <translation>&amp;Benutzer</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>&amp;Passwort</translation>
    </message>
    <message>
        <source>S&amp;erver</source>
        <translation>S&amp;erver</translation>
    </message>
    <message>
        <source>Sign &amp;in</source>
        <translation>An&amp;melden</translation>
    </message>
    <message>
        <source>Continue with %1</source>
        <translation>Weiter mit %1</translation>
    </message>
    <message>
        <source>Access &amp;token</source>
        <translation>Zugriffs&amp;token</translation>
    </message>
    <message>
        <source>With a password no account has admin rights at this server. Sign in in the browser, or with a code.</source>
        <translation>Mit einem Passwort hat an diesem Server kein Konto Admin-Rechte. Melden Sie sich im Browser oder mit einem Code an.</translation>
    </message>
</context>
<context>
    <name>Lockstep::ActivityPage</name>
    <message>
        <source>Progress of all refreshes</source>
        <translation>Fortschritt aller Neuabgleiche</translation>
    </message>
    <message>
        <source>Stop &amp;all</source>
        <translation>&amp;Alle anhalten</translation>
    </message>
    <message>
        <source>Drops what waits. What is under way the homeserver finishes by itself.</source>
        <translation>Verwirft, was wartet. Was läuft, beendet der Homeserver von selbst.</translation>
    </message>
    <message>
        <source>&amp;Clear finished</source>
        <translation>&amp;Beendete entfernen</translation>
    </message>
    <message>
        <source>Show the &amp;user</source>
        <translation>Be&amp;nutzer zeigen</translation>
    </message>
    <message>
        <source>Show the user</source>
        <translation>Benutzer zeigen</translation>
    </message>
    <message>
        <source>Refresh again</source>
        <translation>Nochmals neu abgleichen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>%1 of %2 refreshes finished</source>
        <extracomment>%1 finished refreshes of %2</extracomment>
        <translation>%1 von %2 Neuabgleichen beendet</translation>
    </message>
    <message numerus="yes">
        <source>%n refresh(es) in this session</source>
        <translation>
            <numerusform>%n Neuabgleich in dieser Sitzung</numerusform>
            <numerusform>%n Neuabgleiche in dieser Sitzung</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stopped</source>
        <translation>
            <numerusform>%n angehalten</numerusform>
            <numerusform>%n angehalten</numerusform>
        </translation>
    </message>
    <message>
        <source>No user was refreshed in this session</source>
        <translation>In dieser Sitzung wurde kein Benutzer neu abgeglichen</translation>
    </message>
    <message>
        <source>A refresh makes the homeserver fetch a user&apos;s whole device list from the user&apos;s server. Select one or more users on the Users page and press Refresh; progress and result appear here.</source>
        <translation>Ein Neuabgleich lässt den Homeserver die ganze Geräteliste eines Benutzers von dessen Server holen. Auf der Seite Benutzer einen oder mehrere auswählen und neu abgleichen; Fortschritt und Ergebnis erscheinen hier.</translation>
    </message>
    <message>
        <source>Refreshing is not possible here: %1</source>
        <translation>Neuabgleich ist hier nicht möglich: %1</translation>
    </message>
    <message>
        <source>Go to users</source>
        <translation>Zu den Benutzern</translation>
    </message>
    <message>
        <source>Live updates have stopped: %1</source>
        <translation>Die laufende Aktualisierung steht: %1</translation>
    </message>
    <message>
        <source>%1 is not working: %2</source>
        <extracomment>%1: kind of the source, %2: what is wrong with it</extracomment>
        <translation>%1 arbeitet nicht: %2</translation>
    </message>
    <message>
        <source>Show the sources</source>
        <translation>Quellen zeigen</translation>
    </message>
    <message>
        <source>&amp;Activity</source>
        <translation>&amp;Aktivität</translation>
    </message>
    <message>
        <source>Show the &amp;server</source>
        <translation>&amp;Server zeigen</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <extracomment>%1: how often, %2: an error</extracomment>
        <translation>%1 × %2</translation>
    </message>
    <message numerus="yes">
        <source>and %n other error(s)</source>
        <translation>
            <numerusform>und %n anderer Fehler</numerusform>
            <numerusform>und %n andere Fehler</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Retry %n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagenen e&amp;rneut versuchen</numerusform>
            <numerusform>%n fehlgeschlagene e&amp;rneut versuchen</numerusform>
        </translation>
    </message>
    <message>
        <source>This &amp;session</source>
        <translation>Diese &amp;Sitzung</translation>
    </message>
    <message>
        <source>&amp;Trail</source>
        <translation>&amp;Protokoll</translation>
    </message>
    <message>
        <source>&amp;Many at once</source>
        <translation>&amp;Viele auf einmal</translation>
    </message>
</context>
<context>
    <name>Lockstep::AuditDialog</name>
    <message>
        <source>Check lists against their origin</source>
        <translation>Listen mit ihrem Ursprung vergleichen</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>what each &amp;user&apos;s own server says</source>
        <translation>dem, was der eigene Server jedes &amp;Benutzers sagt</translation>
    </message>
    <message>
        <source>what a &amp;refresh changes</source>
        <translation>dem, was ein Neuabgleich &amp;ändert</translation>
    </message>
    <message>
        <source>The gateway asks with a request that the homeserver&apos;s key signs. Nothing is written, here or there.</source>
        <translation>Das Gateway fragt mit einer Anfrage, die der Schlüssel des Homeservers signiert. Nichts wird geschrieben, weder hier noch dort.</translation>
    </message>
    <message>
        <source>The homeserver fetches the lists anew: what that changes was wrong, and is right then. For gateways without a signing key.</source>
        <translation>Der Homeserver holt die Listen neu: Was sich dadurch ändert, war falsch und ist dann richtig. Für Gateways ohne Signaturschlüssel.</translation>
    </message>
    <message>
        <source>&amp;Choose …</source>
        <translation>Aus&amp;wählen …</translation>
    </message>
    <message>
        <source>Which lists</source>
        <translation>Welche Listen</translation>
    </message>
    <message>
        <source>a &amp;random sample of</source>
        <translation>eine &amp;zufällige Stichprobe von</translation>
    </message>
    <message>
        <source>&amp;all of them</source>
        <translation>a&amp;lle</translation>
    </message>
    <message>
        <source>those of the &amp;server</source>
        <translation>die des &amp;Servers</translation>
    </message>
    <message>
        <source>Number of lists in the sample</source>
        <translation>Anzahl der Listen in der Stichprobe</translation>
    </message>
    <message>
        <source>Server whose users&apos; lists are compared</source>
        <translation>Server, dessen Benutzerlisten verglichen werden</translation>
    </message>
    <message>
        <source>Lists from a file</source>
        <translation>Listen aus einer Datei</translation>
    </message>
    <message>
        <source>Device lists (*.json);;All files (*)</source>
        <translation>Gerätelisten (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>You may look here and not act. The gateway lets those check lists whom it is given with --operator.</source>
        <translation>Sie dürfen hier ansehen und nicht handeln. Das Gateway lässt die Listen vergleichen, die ihm mit --operator genannt sind.</translation>
    </message>
    <message>
        <source>This gateway cannot ask other servers.</source>
        <translation>Dieses Gateway kann andere Server nicht fragen.</translation>
    </message>
    <message>
        <source>This gateway cannot refresh.</source>
        <translation>Dieses Gateway kann nicht neu abgleichen.</translation>
    </message>
    <message>
        <source>Reading the file …</source>
        <translation>Die Datei wird gelesen …</translation>
    </message>
    <message>
        <source>Name the server whose users&apos; lists are to be compared.</source>
        <translation>Nennen Sie den Server, dessen Benutzerlisten verglichen werden sollen.</translation>
    </message>
    <message numerus="yes">
        <source>%n list(s) of %1, read %2</source>
        <translation>
            <numerusform>%n Liste von %1, gelesen %2</numerusform>
            <numerusform>%n Listen von %1, gelesen %2</numerusform>
        </translation>
    </message>
    <message>
        <source>The homeserver puts right what was wrong: only this way writes anything.</source>
        <translation>Der Homeserver berichtigt, was falsch war: Nur dieser Weg schreibt etwas.</translation>
    </message>
    <message>
        <source>Nothing is written, here or there.</source>
        <translation>Nichts wird geschrieben, weder hier noch dort.</translation>
    </message>
    <message>
        <source>One list at a time for each server: of a large homeserver all lists take hours. It goes on by itself after a restart.</source>
        <translation>Je Server eine Liste nach der anderen: Alle Listen eines großen Homeservers dauern Stunden. Nach einem Neustart geht es von selbst weiter.</translation>
    </message>
    <message>
        <source>&amp;lists that another homeserver&apos;s operator has</source>
        <translation>&amp;Listen, die der Betreiber eines anderen Homeservers hat</translation>
    </message>
    <message>
        <source>From a window that is connected to that homeserver&apos;s gateway, or from a file with answers of GET /_matrix/federation/v1/user/devices/{userId}. Nothing is written.</source>
        <translation>Aus einem Fenster, das mit dem Gateway jenes Homeservers verbunden ist, oder aus einer Datei mit Antworten von GET /_matrix/federation/v1/user/devices/{userId}. Nichts wird geschrieben.</translation>
    </message>
    <message>
        <source>Window of %1</source>
        <translation>Fenster von %1</translation>
    </message>
    <message>
        <source>File …</source>
        <translation>Datei …</translation>
    </message>
    <message>
        <source>Reading the lists of %1 …</source>
        <translation>Die Listen von %1 werden gelesen …</translation>
    </message>
    <message>
        <source>Reading the lists of %1: %2 of %3</source>
        <translation>Die Listen von %1 werden gelesen: %2 von %3</translation>
    </message>
    <message>
        <source>No list of a user of %1 is kept here that it could tell of.</source>
        <translation>Hier wird keine Liste eines Benutzers von %1 geführt, von der er etwas sagen könnte.</translation>
    </message>
    <message>
        <source>Nothing is chosen.</source>
        <translation>Nichts ist ausgewählt.</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) it cannot tell of</source>
        <translation>
            <numerusform>%n Benutzer, von dem er nichts sagen kann</numerusform>
            <numerusform>%n Benutzer, von denen er nichts sagen kann</numerusform>
        </translation>
    </message>
    <message>
        <source>there are more than one audit takes</source>
        <translation>es sind mehr, als eine Prüfung aufnimmt</translation>
    </message>
    <message>
        <source>Choose first where the lists come from.</source>
        <translation>Wählen Sie zuerst, woher die Listen kommen.</translation>
    </message>
    <message>
        <source>The window of %1 was left before all was read.</source>
        <translation>Das Fenster von %1 wurde verlassen, bevor alles gelesen war.</translation>
    </message>
</context>
<context>
    <name>Lockstep::AuditPage</name>
    <message>
        <source>&amp;Check lists …</source>
        <translation>Listen &amp;vergleichen …</translation>
    </message>
    <message numerus="yes">
        <source>%n audit(s)</source>
        <translation>
            <numerusform>%n Prüfung</numerusform>
            <numerusform>%n Prüfungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the audits …</source>
        <translation>Die Prüfungen werden gelesen …</translation>
    </message>
    <message>
        <source>No list was compared with its origin yet</source>
        <translation>Noch wurde keine Liste mit ihrem Ursprung verglichen</translation>
    </message>
    <message>
        <source>What looks right here is only what nothing speaks against. A check compares lists with what the users&apos; own servers say, without repairing anything: how many of all are wrong, which, and why they were missed.</source>
        <translation>Was hier richtig aussieht, ist nur das, wogegen nichts spricht. Eine Prüfung vergleicht Listen mit dem, was die eigenen Server der Benutzer sagen, ohne etwas zu berichtigen: wie viele von allen falsch sind, welche, und warum es entging.</translation>
    </message>
    <message>
        <source>Check lists …</source>
        <translation>Listen vergleichen …</translation>
    </message>
    <message>
        <source>Au&amp;dit</source>
        <translation>&amp;Prüfung</translation>
    </message>
    <message>
        <source>Audits</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>That audit is not kept any more: of the older ones only the hundred newest are.</source>
        <translation>Diese Prüfung wird nicht mehr aufbewahrt: von den älteren gibt es nur die hundert neuesten.</translation>
    </message>
    <message>
        <source>Audit of %1</source>
        <extracomment>%1: when it began</extracomment>
        <translation>Prüfung von %1</translation>
    </message>
</context>
<context>
    <name>Lockstep::AuditPane</name>
    <message>
        <source>Search user</source>
        <translation>Benutzer suchen</translation>
    </message>
    <message numerus="yes">
        <source>%n list(s)</source>
        <translation>
            <numerusform>%n Liste</numerusform>
            <numerusform>%n Listen</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading what the lists came to …</source>
        <translation>Die Ausgänge werden gelesen …</translation>
    </message>
    <message>
        <source>Which lists are shown</source>
        <translation>Welche Listen gezeigt werden</translation>
    </message>
    <message>
        <source>All lists</source>
        <translation>Alle Listen</translation>
    </message>
    <message>
        <source>Show the user</source>
        <translation>Den Benutzer zeigen</translation>
    </message>
    <message>
        <source>How many lists have been compared</source>
        <translation>Wie viele Listen verglichen sind</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>You may look here and not act.</source>
        <translation>Sie dürfen hier ansehen und nicht handeln.</translation>
    </message>
    <message>
        <source>No list came to that</source>
        <translation>Keine Liste hatte diesen Ausgang</translation>
    </message>
    <message>
        <source>Choose another outcome above to see the others.</source>
        <translation>Wählen Sie oben einen anderen Ausgang, um die übrigen zu sehen.</translation>
    </message>
    <message>
        <source>No list is compared yet</source>
        <translation>Noch ist keine Liste verglichen</translation>
    </message>
    <message>
        <source>No list was compared</source>
        <translation>Keine Liste wurde verglichen</translation>
    </message>
    <message>
        <source>Each appears here as soon as both sides have been read.</source>
        <translation>Jede erscheint hier, sobald beide Seiten gelesen sind.</translation>
    </message>
    <message>
        <source>The audit ended before the first one was read.</source>
        <translation>Die Prüfung endete, bevor die erste gelesen war.</translation>
    </message>
    <message>
        <source>Lists of this audit</source>
        <translation>Listen dieser Prüfung</translation>
    </message>
</context>
<context>
    <name>Lockstep::Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Lockstep::BulkBar</name>
    <message>
        <source>Show the &amp;list</source>
        <translation>&amp;Liste zeigen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Weitermachen</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>Progress of the refresh of many users</source>
        <translation>Fortschritt des Neuabgleichs vieler Benutzer</translation>
    </message>
    <message>
        <source>Those under way come to their end, and no other begins.</source>
        <translation>Was läuft, kommt zu seinem Ende, und kein weiterer beginnt.</translation>
    </message>
    <message>
        <source>At once. Those under way the homeserver may still finish; the others are not started.</source>
        <translation>Sofort. Was läuft, kann der Homeserver noch zu Ende bringen; die anderen werden nicht begonnen.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Retry %n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagenen &amp;wiederholen</numerusform>
            <numerusform>%n fehlgeschlagene &amp;wiederholen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::BulkDialog</name>
    <message>
        <source>Reading the users</source>
        <translation>Benutzer werden gelesen</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Reading the users …</source>
        <translation>Benutzer werden gelesen …</translation>
    </message>
    <message>
        <source>Reading the users … %1 so far</source>
        <translation>Benutzer werden gelesen … bisher %1</translation>
    </message>
    <message>
        <source>The users could not be read.</source>
        <translation>Die Benutzer konnten nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Left out:</source>
        <translation>Ausgelassen:</translation>
    </message>
    <message>
        <source>This gateway cannot refresh.</source>
        <translation>Dieses Gateway kann nicht neu abgleichen.</translation>
    </message>
    <message>
        <source>You may look here and not act. The gateway lets those refresh many users whom it is given with --operator.</source>
        <translation>Hier dürfen Sie nur ansehen. Viele Benutzer abgleichen dürfen die, die dem Gateway mit --operator genannt sind.</translation>
    </message>
    <message>
        <source>Many users are being refreshed already: wait for the end, or cancel it.</source>
        <translation>Es werden schon viele Benutzer neu abgeglichen: das Ende abwarten oder abbrechen.</translation>
    </message>
    <message>
        <source>An earlier refresh was interrupted: go on with it, or forget it, in the strip above the page.</source>
        <translation>Ein früherer Neuabgleich wurde unterbrochen: im Streifen über der Seite weitermachen oder vergessen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>Lockstep::BulkRefresh</name>
    <message>
        <source>Many users are being refreshed already: wait for the end, or cancel it.</source>
        <translation>Es werden schon viele Benutzer neu abgeglichen: das Ende abwarten oder abbrechen.</translation>
    </message>
    <message>
        <source>There is nobody to refresh.</source>
        <translation>Es gibt niemanden neu abzugleichen.</translation>
    </message>
    <message>
        <source>The homeserver does not say why it failed.</source>
        <translation>Der Homeserver sagt nicht, warum es fehlschlug.</translation>
    </message>
</context>
<context>
    <name>Lockstep::BulkView</name>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Users of the refresh of many</source>
        <translation>Benutzer des Neuabgleichs vieler</translation>
    </message>
    <message>
        <source>Show the user</source>
        <translation>Benutzer zeigen</translation>
    </message>
    <message>
        <source>Which users are shown</source>
        <translation>Welche Benutzer gezeigt werden</translation>
    </message>
    <message>
        <source>What changed (%1)</source>
        <extracomment>%1: how many users</extracomment>
        <translation>Was sich änderte (%1)</translation>
    </message>
    <message>
        <source>Failed (%1)</source>
        <extracomment>%1: how many users</extracomment>
        <translation>Fehlgeschlagen (%1)</translation>
    </message>
    <message>
        <source>All (%1)</source>
        <extracomment>%1: how many users</extracomment>
        <translation>Alle (%1)</translation>
    </message>
    <message>
        <source>Many users were not refreshed yet</source>
        <translation>Noch wurden nicht viele Benutzer neu abgeglichen</translation>
    </message>
    <message>
        <source>&quot;Refresh all stale …&quot; on the page Users and &quot;Refresh its stale users …&quot; on the page Servers show a plan first.</source>
        <translation>„Alle veralteten abgleichen …“ auf der Seite Benutzer und „Veraltete Benutzer abgleichen …“ auf der Seite Server zeigen zuerst einen Plan.</translation>
    </message>
    <message>
        <source>No list changed</source>
        <translation>Keine Liste hat sich geändert</translation>
    </message>
    <message>
        <source>Every list that was fetched so far was the same as before.</source>
        <translation>Jede bisher geholte Liste war dieselbe wie zuvor.</translation>
    </message>
    <message>
        <source>Nobody failed</source>
        <translation>Niemand fehlgeschlagen</translation>
    </message>
    <message>
        <source>Every refresh that has ended so far succeeded.</source>
        <translation>Jeder bisher beendete Neuabgleich gelang.</translation>
    </message>
</context>
<context>
    <name>Lockstep::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>What to do or where to go: a few letters of it</source>
        <translation>Was tun oder wohin: ein paar Buchstaben davon</translation>
    </message>
    <message>
        <source>Command, page, user or server</source>
        <translation>Befehl, Seite, Benutzer oder Server</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>Searching users and servers …</source>
        <translation>Benutzer und Server werden gesucht …</translation>
    </message>
    <message>
        <source>Users and servers could not be searched: %1</source>
        <translation>Benutzer und Server konnten nicht durchsucht werden: %1</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>Up and Down choose, Enter does it, Escape goes back</source>
        <translation>Auf und Ab wählen, Enter führt aus, Esc geht zurück</translation>
    </message>
</context>
<context>
    <name>Lockstep::ConnectDialog</name>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Connect to a server</source>
        <translation>Mit einem Server verbinden</translation>
    </message>
    <message>
        <source>&amp;Stay signed in: keep the access token in the keychain</source>
        <translation>&amp;Angemeldet bleiben: das Zugriffstoken im Schlüsselbund aufbewahren</translation>
    </message>
    <message>
        <source>behind the homeserver&apos;s own address</source>
        <translation>hinter der Adresse des Homeservers</translation>
    </message>
    <message>
        <source>at another address</source>
        <translation>unter einer anderen Adresse</translation>
    </message>
    <message>
        <source>in this program: Synapse runs on this machine</source>
        <translation>in diesem Programm: Synapse läuft auf diesem Rechner</translation>
    </message>
    <message>
        <source>The gateway reads the homeserver&apos;s database and logs. It runs beside the homeserver.</source>
        <translation>Das Gateway liest Datenbank und Protokolle des Homeservers. Es läuft neben ihm.</translation>
    </message>
    <message>
        <source>&amp;Gateway</source>
        <translation>&amp;Gateway</translation>
    </message>
    <message>
        <source>A&amp;ddress</source>
        <translation>A&amp;dresse</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>Verbinde …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>as homeserver.yaml says</source>
        <translation>wie in homeserver.yaml</translation>
    </message>
    <message>
        <source>example.org or https://matrix.example.org</source>
        <translation>example.org oder https://matrix.example.org</translation>
    </message>
    <message>
        <source>No keychain is available, so the token is kept for this session only. %1</source>
        <translation>Es gibt keinen Schlüsselbund, also wird das Token nur für diese Sitzung aufbewahrt. %1</translation>
    </message>
    <message>
        <source>Sign in without admin rights</source>
        <translation>Ohne Admin-Rechte anmelden</translation>
    </message>
</context>
<context>
    <name>Lockstep::Connector</name>
    <message>
        <source>Asking the keychain for the database password</source>
        <translation>Frage den Schlüsselbund nach dem Datenbankpasswort</translation>
    </message>
    <message>
        <source>Starting the gateway on this machine</source>
        <translation>Starte das Gateway auf diesem Rechner</translation>
    </message>
    <message>
        <source>Looking up %1</source>
        <translation>Suche %1</translation>
    </message>
    <message>
        <source>Signing in to %1</source>
        <translation>Melde an bei %1</translation>
    </message>
    <message>
        <source>Going on as %1</source>
        <translation>Mache weiter als %1</translation>
    </message>
    <message>
        <source>Asking the gateway</source>
        <translation>Frage das Gateway</translation>
    </message>
    <message>
        <source>Signing out again</source>
        <translation>Melde wieder ab</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>Wird gelesen …</translation>
    </message>
</context>
<context>
    <name>Lockstep::CrossSigningView</name>
    <message>
        <source>none on this homeserver</source>
        <translation>keiner auf diesem Homeserver</translation>
    </message>
    <message>
        <source>master</source>
        <translation>Master</translation>
    </message>
    <message>
        <source>self-signing</source>
        <translation>Self-Signing</translation>
    </message>
    <message>
        <source>This user has no cross-signing keys on this homeserver.</source>
        <translation>Dieser Benutzer hat auf diesem Homeserver keine Cross-Signing-Schlüssel.</translation>
    </message>
    <message>
        <source>Of the two keys one is missing on this homeserver; a refresh fetches both.</source>
        <translation>Von den beiden Schlüsseln fehlt einer auf diesem Homeserver; ein Neuabgleich holt beide.</translation>
    </message>
    <message>
        <source>The master key has not validly signed the self-signing key.</source>
        <translation>Der Master-Schlüssel hat den Self-Signing-Schlüssel nicht gültig signiert.</translation>
    </message>
    <message numerus="yes">
        <source>The self-signing key has signed %1 of %n device(s) with keys.</source>
        <translation>
            <numerusform>Der Self-Signing-Schlüssel hat %1 von %n Gerät mit Schlüsseln signiert.</numerusform>
            <numerusform>Der Self-Signing-Schlüssel hat %1 von %n Geräten mit Schlüsseln signiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Earlier and present identities</source>
        <translation>Frühere und gegenwärtige Identitäten</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Folge</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Public key (ed25519)</source>
        <translation>Öffentlicher Schlüssel (ed25519)</translation>
    </message>
    <message>
        <source>This checks that keys and signatures fit together. It does not verify that they are this person&apos;s: a server could supply a whole consistent set of its own. Only a comparison between people, in their clients, does that.</source>
        <translation>Geprüft wird, ob Schlüssel und Signaturen zusammenpassen, nicht, ob sie dieser Person gehören: Ein Server könnte einen ganzen stimmigen Satz unterschieben. Das klärt nur ein Vergleich zwischen Menschen, in ihren Clients.</translation>
    </message>
    <message>
        <source>Master key</source>
        <translation>Master-Schlüssel</translation>
    </message>
    <message>
        <source>Self-signing key</source>
        <translation>Self-Signing-Schlüssel</translation>
    </message>
    <message>
        <source>No reset of the identity is known</source>
        <translation>Kein Zurücksetzen der Identität bekannt</translation>
    </message>
    <message numerus="yes">
        <source>The identity was reset %n time(s); newest first</source>
        <translation>
            <numerusform>Die Identität wurde einmal zurückgesetzt; neueste zuerst</numerusform>
            <numerusform>Die Identität wurde %n-mal zurückgesetzt; neueste zuerst</numerusform>
        </translation>
    </message>
    <message>
        <source>Cross-signing keys</source>
        <translation>Cross-Signing-Schlüssel</translation>
    </message>
</context>
<context>
    <name>Lockstep::DesktopNotifier</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>Lockstep::DevicesView</name>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>What the last refresh did</source>
        <translation>Was der letzte Neuabgleich bewirkt hat</translation>
    </message>
    <message>
        <source>added</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>As the remote server gives it; many servers withhold it</source>
        <translation>Wie ihn der entfernte Server nennt; viele halten ihn zurück</translation>
    </message>
    <message>
        <source>Fingerprint (ed25519)</source>
        <translation>Fingerabdruck (ed25519)</translation>
    </message>
    <message>
        <source>Own signature</source>
        <translation>Eigene Signatur</translation>
    </message>
    <message>
        <source>Whether the device has signed its own keys</source>
        <translation>Ob das Gerät seine eigenen Schlüssel signiert hat</translation>
    </message>
    <message>
        <source>Cross-signature</source>
        <translation>Cross-Signing-Signatur</translation>
    </message>
    <message>
        <source>Whether the user&apos;s self-signing key has signed the device</source>
        <translation>Ob der Self-Signing-Schlüssel des Benutzers das Gerät signiert hat</translation>
    </message>
    <message>
        <source>Algorithms</source>
        <translation>Algorithmen</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Copy keys as JSON</source>
        <translation>Schlüssel als JSON kopieren</translation>
    </message>
    <message>
        <source>No devices</source>
        <translation>Keine Geräte</translation>
    </message>
    <message>
        <source>The homeserver believes that this user has no devices. If others see some, refresh.</source>
        <translation>Der Homeserver glaubt, dass dieser Benutzer keine Geräte hat. Wenn andere welche sehen, neu abgleichen.</translation>
    </message>
    <message>
        <source>The devices are not known</source>
        <translation>Die Geräte sind nicht bekannt</translation>
    </message>
    <message>
        <source>What was opened tells of updates, and nowhere of the whole list. The history shows which devices the updates were about.</source>
        <translation>Was geöffnet wurde, erzählt von Aktualisierungen und nirgends von der ganzen Liste. Der Verlauf zeigt, um welche Geräte es ging.</translation>
    </message>
</context>
<context>
    <name>Lockstep::Exporter</name>
    <message>
        <source>&amp;Export the list …</source>
        <translation>Liste &amp;exportieren …</translation>
    </message>
    <message>
        <source>Export the &amp;history …</source>
        <translation>&amp;Verlauf exportieren …</translation>
    </message>
    <message>
        <source>There is no list on this page: go to Users, Queues or Servers.</source>
        <translation>Auf dieser Seite ist keine Liste: Benutzer, Warteschlangen oder Server wählen.</translation>
    </message>
    <message>
        <source>Select one user on the page Users, whose history is to be exported.</source>
        <translation>Auf der Seite Benutzer den einen auswählen, dessen Verlauf exportiert werden soll.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Table for spreadsheets (*.csv)</source>
        <translation>Tabelle für Tabellenprogramme (*.csv)</translation>
    </message>
    <message>
        <source>JSON, as the API gives it (*.json)</source>
        <translation>JSON, wie es die API gibt (*.json)</translation>
    </message>
    <message numerus="yes">
        <source>Writing %1: %2 row(s)</source>
        <extracomment>%1: a path, %2: a number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1 wird geschrieben: %2 Zeile</numerusform>
            <numerusform>%1 wird geschrieben: %2 Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>, of %1 that were looked at</source>
        <translation>, von %1 angesehenen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message numerus="yes">
        <source>%1 row(s) written to %2</source>
        <extracomment>%1: a number with separators, %2: a path; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1 Zeile nach %2 geschrieben</numerusform>
            <numerusform>%1 Zeilen nach %2 geschrieben</numerusform>
        </translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>The export was stopped. Nothing was written to %1.</source>
        <translation>Der Export wurde angehalten. Nach %1 wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Choose another folder or name.</source>
        <translation>%1 lässt sich nicht schreiben: %2. Einen anderen Ordner oder Namen wählen.</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Writing %1 failed: %2. What was there before is unchanged.</source>
        <translation>Das Schreiben von %1 schlug fehl: %2. Was vorher da war, ist unverändert.</translation>
    </message>
    <message>
        <source>The export to %1 ended after %2 rows, because the rest could not be read: %3. Nothing was written.</source>
        <translation>Der Export nach %1 endete nach %2 Zeilen, weil sich der Rest nicht lesen ließ: %3. Nichts wurde geschrieben.</translation>
    </message>
</context>
<context>
    <name>Lockstep::FilterInput</name>
    <message>
        <source>What can be written here</source>
        <translation>Was hier stehen kann</translation>
    </message>
</context>
<context>
    <name>Lockstep::FindingsView</name>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Nothing to report</source>
        <translation>Nichts zu melden</translation>
    </message>
    <message>
        <source>Neither the list nor its recorded history contradicts itself.</source>
        <translation>Weder die Liste noch ihr aufgezeichneter Verlauf widerspricht sich.</translation>
    </message>
    <message>
        <source>rests on %1</source>
        <extracomment>%1: &quot;the recorded history&quot;</extracomment>
        <translation>beruht auf %1</translation>
    </message>
    <message>
        <source>Show the incident</source>
        <translation>Vorfall zeigen</translation>
    </message>
    <message>
        <source>part of an incident</source>
        <extracomment>%1: &quot;remote.example does not answer since 03:42&quot;</extracomment>
        <translation>Teil eines Vorfalls</translation>
    </message>
    <message>
        <source>part of: %1</source>
        <translation>Teil von: %1</translation>
    </message>
</context>
<context>
    <name>Lockstep::FlatButton</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Empty the field</source>
        <extracomment>The button in a field that empties it</extracomment>
        <translation>Feld leeren</translation>
    </message>
</context>
<context>
    <name>Lockstep::HeatLegend</name>
    <message>
        <source>empty: none</source>
        <translation>leer: keine</translation>
    </message>
    <message>
        <source>hatched: not known</source>
        <translation>schraffiert: nicht bekannt</translation>
    </message>
    <message>
        <source>Colours, from pale to deep</source>
        <translation>Farben, von blass bis kräftig</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>Lockstep::HeatMap</name>
    <message>
        <source>Servers by time</source>
        <translation>Server nach Zeit</translation>
    </message>
</context>
<context>
    <name>Lockstep::HeatPanel</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>Back to the list of servers</source>
        <translation>Zurück zur Liste der Server</translation>
    </message>
    <message>
        <source>What is counted</source>
        <translation>Was gezählt wird</translation>
    </message>
    <message>
        <source>The last %1</source>
        <translation>Zeitraum: %1</translation>
    </message>
    <message>
        <source>Order of the servers</source>
        <translation>Reihenfolge der Server</translation>
    </message>
    <message>
        <source>Most first</source>
        <translation>Meiste zuerst</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>Nach Namen</translation>
    </message>
    <message>
        <source>Search server</source>
        <translation>Server suchen</translation>
    </message>
    <message>
        <source>Reading what other servers did …</source>
        <translation>Liest, was andere Server taten …</translation>
    </message>
    <message>
        <source>What servers did is not kept here</source>
        <translation>Was Server taten, wird hier nicht festgehalten</translation>
    </message>
    <message>
        <source>This gateway, or an older one, does not count by server and time. A newer gateway does, from the time on when it is started.</source>
        <translation>Dieses Gateway zählt nicht nach Server und Zeit. Ein neueres tut es, ab seinem Start.</translation>
    </message>
    <message>
        <source>No such server</source>
        <translation>Kein solcher Server</translation>
    </message>
    <message>
        <source>None of the servers that had any has this in its name.</source>
        <translation>Keiner der Server, die etwas hatten, hat das im Namen.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>None by any server</source>
        <translation>Nichts von irgendeinem Server</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>Nothing told the gateway of updates in this time: it did not run, or it reads neither a log nor a tap. See Sources.</source>
        <translation>Nichts hat dem Gateway in dieser Zeit von Aktualisierungen berichtet: es lief nicht, oder es liest weder Log noch Abgriff. Siehe Quellen.</translation>
    </message>
    <message>
        <source>Show this server then</source>
        <translation>Diesen Server zu dieser Zeit zeigen</translation>
    </message>
    <message>
        <source>Export the heat map …</source>
        <translation>Heatmap exportieren …</translation>
    </message>
    <message>
        <source>Print the heat map …</source>
        <translation>Heatmap drucken …</translation>
    </message>
    <message>
        <source>Read it anew</source>
        <translation>Neu lesen</translation>
    </message>
</context>
<context>
    <name>Lockstep::HelpView</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Help: %1</source>
        <extracomment>title of a window; %1: a page</extracomment>
        <translation>Hilfe: %1</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Was zu sehen ist</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>Woher es kommt</translation>
    </message>
    <message>
        <source>What can be done</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Begriffe</translation>
    </message>
    <message>
        <source>Keys of the history</source>
        <translation>Tasten des Verlaufs</translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryActions</name>
    <message>
        <source>Copy row</source>
        <translation>Zeile kopieren</translation>
    </message>
    <message>
        <source>Find …</source>
        <translation>Suchen …</translation>
    </message>
    <message>
        <source>Next break</source>
        <translation>Nächster Bruch</translation>
    </message>
    <message>
        <source>Previous break</source>
        <translation>Voriger Bruch</translation>
    </message>
    <message>
        <source>Go to earlier update</source>
        <translation>Zum früheren Update</translation>
    </message>
    <message>
        <source>Go to later update</source>
        <translation>Zum späteren Update</translation>
    </message>
    <message>
        <source>Back to the row before</source>
        <translation>Zurück zur Zeile davor</translation>
    </message>
    <message>
        <source>Forward again</source>
        <translation>Wieder vorwärts</translation>
    </message>
    <message>
        <source>Why is this list as it is</source>
        <translation>Warum ist diese Liste so, wie sie ist</translation>
    </message>
    <message>
        <source>Keep lit where this row came from</source>
        <translation>Herkunft dieser Zeile hervorgehoben lassen</translation>
    </message>
    <message>
        <source>Fold or unfold all</source>
        <translation>Alles ein- oder ausklappen</translation>
    </message>
    <message>
        <source>Say times otherwise</source>
        <translation>Zeiten anders angeben</translation>
    </message>
    <message>
        <source>Times in UTC</source>
        <translation>Zeiten in UTC</translation>
    </message>
    <message>
        <source>Count times from this row</source>
        <translation>Zeiten ab dieser Zeile zählen</translation>
    </message>
    <message>
        <source>Axis of time</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Only the time from the marked row to here</source>
        <translation>Nur die Zeit von der markierten Zeile bis hierher</translation>
    </message>
    <message>
        <source>The whole history</source>
        <translation>Der ganze Verlauf</translation>
    </message>
    <message>
        <source>Export the graph …</source>
        <translation>Graph exportieren …</translation>
    </message>
    <message>
        <source>Print the graph …</source>
        <translation>Graph drucken …</translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryExport</name>
    <message>
        <source>History of the device list of %1</source>
        <translation>Verlauf der Geräteliste von %1</translation>
    </message>
    <message>
        <source>As %1 has seen it; written %2</source>
        <translation>Wie %1 ihn gesehen hat; geschrieben %2</translation>
    </message>
    <message>
        <source>Written %1</source>
        <translation>Geschrieben %1</translation>
    </message>
    <message>
        <source>From %1 to %2</source>
        <translation>Von %1 bis %2</translation>
    </message>
    <message>
        <source>%1 of %2 updates</source>
        <translation>%1 von %2 Aktualisierungen</translation>
    </message>
    <message>
        <source>older ones than the newest %1 were not loaded</source>
        <translation>ältere als die neuesten %1 wurden nicht geladen</translation>
    </message>
    <message>
        <source>only breaks</source>
        <translation>nur Brüche</translation>
    </message>
    <message>
        <source>with “%1”</source>
        <translation>mit „%1“</translation>
    </message>
    <message>
        <source>received %1</source>
        <translation>empfangen %1</translation>
    </message>
    <message>
        <source>Filter: %1</source>
        <translation>Filter: %1</translation>
    </message>
    <message>
        <source>Source: %1 (%2)</source>
        <translation>Quelle: %1 (%2)</translation>
    </message>
    <message>
        <source>%1 rows are too many for this format, which takes %2. Choose PDF (up to %3 rows) or DOT or JSON (any number), a part, or narrow the history down first: by the filter, or by a range of time on its axis.</source>
        <extracomment>%1: how many rows there are, %2: how many fit; numbers with separators</extracomment>
        <translation>%1 Zeilen sind zu viele für dieses Format, das %2 fasst. PDF (bis %3 Zeilen), DOT oder JSON (beliebig viele) oder einen Teil wählen, oder den Verlauf erst eingrenzen: mit dem Filter oder einem Zeitraum auf seiner Achse.</translation>
    </message>
    <message>
        <source>Export the graph</source>
        <translation>Graph exportieren</translation>
    </message>
    <message>
        <source>Picture in curves and text (SVG)</source>
        <translation>Bild aus Kurven und Text (SVG)</translation>
    </message>
    <message>
        <source>Picture of pixels (PNG)</source>
        <translation>Bild aus Pixeln (PNG)</translation>
    </message>
    <message>
        <source>Document with pages (PDF)</source>
        <translation>Dokument mit Seiten (PDF)</translation>
    </message>
    <message>
        <source>Graph for Graphviz (DOT)</source>
        <translation>Graph für Graphviz (DOT)</translation>
    </message>
    <message>
        <source>Graph for programs (JSON)</source>
        <translation>Graph für Programme (JSON)</translation>
    </message>
    <message>
        <source>All %1 rows that are shown</source>
        <translation>Alle %1 gezeigten Zeilen</translation>
    </message>
    <message>
        <source>%1 rows, from the selected to the compared one</source>
        <translation>%1 Zeilen, von der gewählten bis zur verglichenen</translation>
    </message>
    <message>
        <source>%1 rows, those on the screen</source>
        <translation>%1 Zeilen, die auf dem Bildschirm</translation>
    </message>
    <message>
        <source>%1 rows are too many to be printed; %2 are not. Narrow the history down first: by the filter, or by a range of time on its axis.</source>
        <translation>%1 Zeilen sind zu viele zum Drucken; %2 sind es nicht. Den Verlauf erst eingrenzen: mit dem Filter oder einem Zeitraum auf seiner Achse.</translation>
    </message>
    <message>
        <source>the rows that were chosen are not shown any more. Export again</source>
        <translation>die gewählten Zeilen werden nicht mehr gezeigt. Exportieren Sie noch einmal</translation>
    </message>
    <message>
        <source>These rows are not shown any more. Export again.</source>
        <translation>Diese Zeilen werden nicht mehr gezeigt. Exportieren Sie noch einmal.</translation>
    </message>
    <message>
        <source>Another user is shown now: the export was ended, and nothing was written.</source>
        <translation>Jetzt wird ein anderer Benutzer gezeigt: Der Export wurde beendet, und nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>%1 of the %2 updates that are still kept</source>
        <translation>%1 der %2 Updates, die noch aufbewahrt werden</translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryLoader</name>
    <message>
        <source>The server gave the same page of updates again and again; older updates cannot be read.</source>
        <translation>Der Server gab immer wieder dieselbe Seite von Updates; ältere lassen sich nicht lesen.</translation>
    </message>
    <message>
        <source>Only the newest %L1 updates are shown.</source>
        <translation>Nur die neuesten %L1 Updates sind zu sehen.</translation>
    </message>
    <message>
        <source>Update %1 is no longer in the server&apos;s history.</source>
        <translation>Update %1 ist nicht mehr im Verlauf des Servers.</translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryMap</name>
    <message>
        <source>The history over time</source>
        <translation>Der Verlauf über die Zeit</translation>
    </message>
    <message>
        <source>%1 updates and %2 breaks from %3 to %4</source>
        <translation>%1 Updates und %2 Brüche von %3 bis %4</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) or resync(s) here</source>
        <translation>
            <numerusform>%n Update oder Abgleich hier</numerusform>
            <numerusform>%n Updates oder Abgleiche hier</numerusform>
        </translation>
    </message>
    <message>
        <source>A click goes to one after the other.</source>
        <translation>Ein Klick führt zu einem nach dem anderen.</translation>
    </message>
    <message>
        <source>Drag to show a range alone.</source>
        <translation>Ziehen zeigt einen Bereich allein.</translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryPane</name>
    <message>
        <source>Copied. Put it into Synapse&apos;s log configuration and restart or reload Synapse.</source>
        <translation>Kopiert. In die Protokollkonfiguration von Synapse setzen und Synapse neu laden oder starten.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>No recorded update of this user matches the filter.</source>
        <translation>Kein aufgezeichnetes Update dieses Benutzers passt zum Filter.</translation>
    </message>
    <message>
        <source>Recording began %1; this user&apos;s server has sent no update since.</source>
        <translation>Die Aufzeichnung begann %1; der Server dieses Benutzers hat seither kein Update gesandt.</translation>
    </message>
    <message>
        <source>To record every update, turn on DEBUG for synapse.handlers.device in Synapse&apos;s log configuration, or mirror federation traffic to the gateway&apos;s tap.</source>
        <translation>Um jedes Update aufzuzeichnen, DEBUG für synapse.handlers.device in der Protokollkonfiguration von Synapse einschalten oder den Föderationsverkehr an den Abgriff des Gateways spiegeln.</translation>
    </message>
    <message>
        <source>They appear here as they arrive.</source>
        <translation>Sie erscheinen hier, wenn sie ankommen.</translation>
    </message>
    <message>
        <source>No updates recorded yet</source>
        <translation>Noch keine Updates aufgezeichnet</translation>
    </message>
    <message>
        <source>No user selected</source>
        <translation>Kein Benutzer ausgewählt</translation>
    </message>
    <message>
        <source>Select a user to see the updates of their device list.</source>
        <translation>Einen Benutzer auswählen, um die Updates seiner Geräteliste zu sehen.</translation>
    </message>
    <message>
        <source>That update is not in the recorded history.</source>
        <translation>Dieses Update ist nicht im aufgezeichneten Verlauf.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>Copy log configuration</source>
        <translation>Protokoll-Konfiguration kopieren</translation>
    </message>
    <message>
        <source>Loading the history …</source>
        <translation>Der Verlauf wird geladen …</translation>
    </message>
    <message numerus="yes">
        <source>Nothing to fold: no %n unremarkable updates follow each other.</source>
        <translation>
            <numerusform>Nichts einzufalten: Nirgends folgt %n unauffälliges Update.</numerusform>
            <numerusform>Nichts einzufalten: Nirgends folgen %n unauffällige Updates aufeinander.</numerusform>
        </translation>
    </message>
    <message>
        <source>Esc ends this.</source>
        <translation>Esc beendet das.</translation>
    </message>
    <message>
        <source>The filter of the history does not show where you were.</source>
        <translation>Der Filter des Verlaufs zeigt die Stelle nicht, an der Sie waren.</translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryPaneBar</name>
    <message>
        <source>Only breaks</source>
        <translation>Nur Brüche</translation>
    </message>
    <message>
        <source>Show only gaps, forks, resyncs and what else is out of the ordinary</source>
        <translation>Nur Lücken, Gabelungen, Neuabgleiche und sonst Ungewöhnliches zeigen</translation>
    </message>
    <message>
        <source>Previous break (P)</source>
        <translation>Voriger Bruch (P)</translation>
    </message>
    <message>
        <source>Next break (N)</source>
        <translation>Nächster Bruch (N)</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Falten</translation>
    </message>
    <message>
        <source>Fold all runs of unremarkable updates</source>
        <translation>Alle Folgen unauffälliger Updates falten</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>Entfalten</translation>
    </message>
    <message>
        <source>Show every update</source>
        <translation>Jedes Update zeigen</translation>
    </message>
    <message>
        <source>Copy the selected row (Ctrl+C)</source>
        <translation>Ausgewählte Zeile kopieren (Strg+C)</translation>
    </message>
    <message>
        <source>Device, name or stream_id</source>
        <translation>Gerät, Name oder stream_id</translation>
    </message>
    <message>
        <source>Find in the history</source>
        <translation>Im Verlauf suchen</translation>
    </message>
    <message>
        <source>Loading of older updates</source>
        <translation>Laden älterer Updates</translation>
    </message>
    <message>
        <source>Stop loading older updates</source>
        <translation>Laden älterer Updates anhalten</translation>
    </message>
    <message>
        <source>Go on loading older updates</source>
        <translation>Ältere Updates weiter laden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1, stopped</source>
        <translation>%1, angehalten</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s)</source>
        <translation>
            <numerusform>%n Update</numerusform>
            <numerusform>%n Updates</numerusform>
        </translation>
    </message>
    <message>
        <source>Show the whole history again (Esc)</source>
        <translation>Wieder den ganzen Verlauf zeigen (Esc)</translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryView</name>
    <message>
        <source>History of device list updates</source>
        <translation>Verlauf der Geräteliste</translation>
    </message>
    <message>
        <source>No older break.</source>
        <translation>Kein älterer Bruch.</translation>
    </message>
    <message>
        <source>No newer break.</source>
        <translation>Kein neuerer Bruch.</translation>
    </message>
    <message>
        <source>This row names no earlier update that is shown.</source>
        <translation>Diese Zeile nennt kein früheres Update, das gezeigt wird.</translation>
    </message>
    <message>
        <source>No later update that is shown names this one.</source>
        <translation>Kein späteres Update, das gezeigt wird, nennt dieses.</translation>
    </message>
    <message>
        <source>Copy “%1”</source>
        <translation>„%1“ kopieren</translation>
    </message>
    <message>
        <source>Copy stream_id</source>
        <translation>stream_id kopieren</translation>
    </message>
    <message>
        <source>Copy JSON</source>
        <translation>JSON kopieren</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Zeiten</translation>
    </message>
    <message numerus="yes">
        <source>Show these %n update(s)</source>
        <translation>
            <numerusform>Dieses %n Update zeigen</numerusform>
            <numerusform>Diese %n Updates zeigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Fold this run</source>
        <translation>Diese Folge einfalten</translation>
    </message>
    <message>
        <source>Device list as it was then</source>
        <translation>Geräteliste, wie sie damals war</translation>
    </message>
    <message>
        <source>End comparison</source>
        <translation>Vergleich beenden</translation>
    </message>
    <message>
        <source>Compare with another (Ctrl+click)</source>
        <translation>Mit anderem vergleichen (Strg+Klick)</translation>
    </message>
    <message>
        <source>Now select the update to compare it with; Esc ends the comparison.</source>
        <translation>Nun das Update auswählen, mit dem verglichen wird; Esc beendet den Vergleich.</translation>
    </message>
    <message>
        <source>When it was received</source>
        <translation>Wann empfangen</translation>
    </message>
    <message>
        <source>How long ago that is</source>
        <translation>Wie lange das her ist</translation>
    </message>
    <message>
        <source>How long after the row below</source>
        <translation>Wie lange nach der Zeile darunter</translation>
    </message>
    <message>
        <source>A filtered history is not folded: what it hides is a dotted line with a number.</source>
        <translation>Ein gefilterter Verlauf wird nicht eingeklappt: Was er verbirgt, ist eine gepunktete Linie mit einer Zahl.</translation>
    </message>
    <message numerus="yes">
        <source>Nothing to fold: no %n unremarkable updates follow each other.</source>
        <translation>
            <numerusform>Nichts einzuklappen: Keine %n unauffälligen Updates folgen aufeinander.</numerusform>
            <numerusform>Nichts einzuklappen: Keine %n unauffälligen Updates folgen aufeinander.</numerusform>
        </translation>
    </message>
    <message>
        <source>A click goes to the other end of this line: %1</source>
        <translation>Ein Klick führt zum anderen Ende dieser Linie: %1</translation>
    </message>
    <message>
        <source>Go to %1, which it names too</source>
        <translation>Zu %1 gehen, das es auch nennt</translation>
    </message>
    <message>
        <source>The filter hides the breaks of that time.</source>
        <translation>Der Filter verbirgt die Brüche dieser Zeit.</translation>
    </message>
    <message>
        <source>Mark a row (M), then select the other end of the range.</source>
        <translation>Eine Zeile markieren (M), dann das andere Ende des Bereichs auswählen.</translation>
    </message>
    <message>
        <source>There is no row before this one that is shown.</source>
        <translation>Vor dieser gibt es keine Zeile, die gezeigt wird.</translation>
    </message>
    <message>
        <source>There is no row after this one that is shown.</source>
        <translation>Nach dieser gibt es keine Zeile, die gezeigt wird.</translation>
    </message>
    <message>
        <source>Times: %1</source>
        <translation>Zeiten: %1</translation>
    </message>
    <message>
        <source>This one was never received and has no time to count from.</source>
        <translation>Dieses kam nie an und hat keine Zeit, ab der sich zählen ließe.</translation>
    </message>
    <message>
        <source>Times are counted from this row on; T says them otherwise.</source>
        <translation>Zeiten werden ab dieser Zeile gezählt; T gibt sie anders an.</translation>
    </message>
    <message>
        <source>How long after the marked row</source>
        <translation>Wie lange nach der markierten Zeile</translation>
    </message>
    <message>
        <source>The rows of that time are not shown yet.</source>
        <translation>Die Zeilen jener Zeit sind noch nicht zu sehen.</translation>
    </message>
</context>
<context>
    <name>Lockstep::IncidentDeeds</name>
    <message>
        <source>Show them</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>End the wait …</source>
        <translation>Wartezeit beenden …</translation>
    </message>
    <message>
        <source>Open sources</source>
        <translation>Quellen öffnen</translation>
    </message>
    <message>
        <source>Show the server</source>
        <translation>Server zeigen</translation>
    </message>
    <message>
        <source>Acknowledge …</source>
        <translation>Zur Kenntnis nehmen …</translation>
    </message>
    <message>
        <source>Mute …</source>
        <translation>Stumm schalten …</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Stummschaltung aufheben</translation>
    </message>
    <message>
        <source>Note, if there is something to say</source>
        <translation>Notiz, wenn es etwas zu sagen gibt</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>You may look here and not act. The gateway lets those act whom it is given with --operator.</source>
        <translation>Sie dürfen hier ansehen und nicht handeln. Handeln darf, wer dem Gateway mit --operator genannt ist.</translation>
    </message>
    <message numerus="yes">
        <source>Refresh %1 user(s)</source>
        <translation>
            <numerusform>%1 Benutzer aktualisieren</numerusform>
            <numerusform>%1 Benutzer aktualisieren</numerusform>
        </translation>
    </message>
    <message>
        <source>The homeserver forgets that this server failed and tries it again in the background. If the cause is still there, it fails again and the wait starts anew. Nothing else changes.</source>
        <translation>Der Homeserver vergisst, dass dieser Server fehlschlug, und versucht es im Hintergrund erneut. Besteht die Ursache noch, schlägt es wieder fehl und die Wartezeit beginnt von vorn. Sonst ändert sich nichts.</translation>
    </message>
    <message>
        <source>End the wait</source>
        <translation>Wartezeit beenden</translation>
    </message>
    <message>
        <source>Others see that you have seen it, and your note. It stays until it has ended.</source>
        <translation>Andere sehen, dass Sie es gesehen haben, und Ihre Notiz. Es bleibt, bis es vorbei ist.</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>Zur Kenntnis nehmen</translation>
    </message>
    <message>
        <source>Incidents of this kind (%1) ask for nobody&apos;s attention any more, for all who use this gateway and until somebody unmutes them. They are kept and counted all the same.</source>
        <translation>Vorfälle dieser Art (%1) verlangen von niemandem mehr Aufmerksamkeit, für alle, die dieses Gateway nutzen, und bis jemand die Stummschaltung aufhebt. Festgehalten und gezählt werden sie trotzdem.</translation>
    </message>
    <message>
        <source>Incidents of this kind (%1) with %2 ask for nobody&apos;s attention any more, for all who use this gateway and until somebody unmutes them. They are kept and counted all the same.</source>
        <translation>Vorfälle dieser Art (%1) bei %2 verlangen von niemandem mehr Aufmerksamkeit, für alle, die dieses Gateway nutzen, und bis jemand die Stummschaltung aufhebt. Festgehalten und gezählt werden sie trotzdem.</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm schalten</translation>
    </message>
    <message>
        <source>Telling the gateway …</source>
        <translation>Sage es dem Gateway …</translation>
    </message>
    <message>
        <source>Asking the homeserver to try again …</source>
        <translation>Bitte den Homeserver, es erneut zu versuchen …</translation>
    </message>
    <message>
        <source>The wait was ended at %1. The homeserver tries again in the background.</source>
        <translation>Die Wartezeit wurde um %1 beendet. Der Homeserver versucht es im Hintergrund erneut.</translation>
    </message>
    <message>
        <source>None of its users needs a refresh any more.</source>
        <translation>Keiner seiner Benutzer braucht noch eine Aktualisierung.</translation>
    </message>
    <message numerus="yes">
        <source>%1 refresh(es) under way</source>
        <translation>
            <numerusform>%1 Aktualisierung läuft</numerusform>
            <numerusform>%1 Aktualisierungen laufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 succeeded</source>
        <translation>
            <numerusform>%1 gelungen</numerusform>
            <numerusform>%1 gelungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 failed</source>
        <translation>
            <numerusform>%1 fehlgeschlagen</numerusform>
            <numerusform>%1 fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; the last: “%2”</source>
        <translation>%1; zuletzt: „%2“</translation>
    </message>
    <message>
        <source>Save case …</source>
        <translation>Fall sichern …</translation>
    </message>
    <message>
        <source>The first user of this incident with their list and history, and the incident, as a file for somebody else</source>
        <translation>Der erste Benutzer dieses Vorfalls mit Liste und Verlauf und dem Vorfall als Datei für jemand anderen</translation>
    </message>
    <message>
        <source>Show the audit</source>
        <translation>Prüfung zeigen</translation>
    </message>
    <message>
        <source>The comparison that found it: what differs, and why it was missed</source>
        <translation>Der Vergleich, der es gefunden hat: was abweicht und warum es entging</translation>
    </message>
</context>
<context>
    <name>Lockstep::IncidentDetails</name>
    <message>
        <source>What this rests on</source>
        <translation>Worauf das beruht</translation>
    </message>
    <message>
        <source>Affected:</source>
        <translation>Betroffen:</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>Alle %1 zeigen</translation>
    </message>
</context>
<context>
    <name>Lockstep::IncidentEvidence</name>
    <message>
        <source>Hide the lines</source>
        <translation>Zeilen ausblenden</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Logzeilen</translation>
    </message>
    <message>
        <source>The lines of the homeserver&apos;s log that this rests on, each with its file and byte</source>
        <translation>Die Zeilen im Log des Homeservers, auf denen das beruht, jede mit Datei und Byte</translation>
    </message>
    <message>
        <source>Show the audit</source>
        <translation>Prüfung zeigen</translation>
    </message>
    <message>
        <source>Show the update</source>
        <translation>Update zeigen</translation>
    </message>
    <message>
        <source>Show the user</source>
        <translation>Benutzer zeigen</translation>
    </message>
</context>
<context>
    <name>Lockstep::IncidentLines</name>
    <message>
        <source>Over: %1</source>
        <extracomment>said of an incident that has ended</extracomment>
        <translation>Vorbei: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 note(s)</source>
        <translation>
            <numerusform>%1 Hinweis</numerusform>
            <numerusform>%1 Hinweise</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 muted</source>
        <translation>
            <numerusform>%1 stumm geschaltet</numerusform>
            <numerusform>%1 stumm geschaltet</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::IncidentSection</name>
    <message>
        <source>Open incidents</source>
        <translation>Offene Vorfälle</translation>
    </message>
    <message>
        <source>Incidents that ended lately</source>
        <translation>Vorfälle, die kürzlich endeten</translation>
    </message>
    <message>
        <source>Show older ones</source>
        <translation>Ältere zeigen</translation>
    </message>
    <message>
        <source>Ended lately</source>
        <translation>Kürzlich beendet</translation>
    </message>
    <message>
        <source>What is wrong is not known</source>
        <translation>Was nicht stimmt, ist nicht bekannt</translation>
    </message>
    <message>
        <source>The first look at the homeserver is under way</source>
        <translation>Der erste Blick auf den Homeserver läuft</translation>
    </message>
    <message numerus="yes">
        <source>%n incident(s) need(s) attention</source>
        <translation>
            <numerusform>%n Vorfall braucht Aufmerksamkeit</numerusform>
            <numerusform>%n Vorfälle brauchen Aufmerksamkeit</numerusform>
        </translation>
    </message>
    <message>
        <source>No incident is open that was not muted</source>
        <translation>Kein Vorfall ist offen, der nicht stumm geschaltet ist</translation>
    </message>
    <message>
        <source>Nothing but notes is open</source>
        <translation>Nur Hinweise sind offen</translation>
    </message>
    <message>
        <source>No incident is open</source>
        <translation>Kein Vorfall ist offen</translation>
    </message>
    <message>
        <source>That incident is over and not among the latest ones any more.</source>
        <translation>Dieser Vorfall ist vorbei und nicht mehr unter den letzten.</translation>
    </message>
    <message>
        <source>The incidents are not up to date: %1</source>
        <extracomment>%1: what went wrong</extracomment>
        <translation>Die Vorfälle sind nicht auf dem neuesten Stand: %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>The worst %1 are shown; there are more.</source>
        <translation>Die schlimmsten %1 sind zu sehen; es gibt mehr.</translation>
    </message>
    <message>
        <source>The worst %1 are shown; there are %2 more.</source>
        <translation>Die schlimmsten %1 sind zu sehen; es gibt %2 weitere.</translation>
    </message>
</context>
<context>
    <name>Lockstep::JsonView</name>
    <message>
        <source>Find in the JSON</source>
        <translation>Im JSON suchen</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Baum</translation>
    </message>
    <message>
        <source>Show the members as a tree</source>
        <translation>Die Einträge als Baum zeigen</translation>
    </message>
    <message>
        <source>JSON of the update</source>
        <translation>JSON des Updates</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>which of how many places that were found</extracomment>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>Lockstep::LabDock</name>
    <message>
        <source>Lab</source>
        <translation>Labor</translation>
    </message>
    <message>
        <source>&amp;Lose the next update</source>
        <translation>Nächstes Update &amp;verlieren</translation>
    </message>
    <message>
        <source>The next transaction on this link is answered as if it had arrived, and forgotten.</source>
        <translation>Die nächste Transaktion auf dieser Strecke wird beantwortet, als wäre sie angekommen, und vergessen.</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Burst: %n changes</source>
        <translation>
            <numerusform>&amp;Schub: %n Änderung</numerusform>
            <numerusform>&amp;Schub: %n Änderungen</numerusform>
        </translation>
    </message>
    <message>
        <source>A user of this server renames a device again and again.</source>
        <translation>Ein Benutzer dieses Servers benennt ein Gerät immer wieder um.</translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation>Szenario</translation>
    </message>
    <message>
        <source>Play this scenario from its start</source>
        <translation>Dieses Szenario von vorn spielen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Next step, then pause</source>
        <translation>Nächster Schritt, dann Pause</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>%1×</source>
        <translation>%1×</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Bring &amp;up</source>
        <translation>&amp;Hochfahren</translation>
    </message>
    <message>
        <source>Take &amp;down</source>
        <translation>&amp;Herunterfahren</translation>
    </message>
    <message>
        <source>Played to its end.</source>
        <translation>Zu Ende gespielt.</translation>
    </message>
    <message>
        <source>%1, step %2 of %3: %4</source>
        <translation>%1, Schritt %2 von %3: %4</translation>
    </message>
    <message>
        <source>Close the lab&apos;s controls</source>
        <translation>Bedienung des Labors schließen</translation>
    </message>
    <message>
        <source>Close; the View menu shows it again</source>
        <translation>Schließen; das Menü Ansicht zeigt sie wieder</translation>
    </message>
    <message>
        <source>&amp;Copy address</source>
        <translation>Adresse &amp;kopieren</translation>
    </message>
    <message>
        <source>Copies the address of this server&apos;s client API, for the sign-in of another Matrix client on this machine.</source>
        <translation>Kopiert die Adresse der Client-API dieses Servers, damit sich ein anderer Matrix-Client auf diesem Rechner anmelden kann.</translation>
    </message>
    <message>
        <source>Clients sign in at %1 as admin or as a user of the scenario; the password is %2.</source>
        <translation>Clients melden sich bei %1 als admin oder als ein Benutzer des Szenarios an; das Passwort ist %2.</translation>
    </message>
</context>
<context>
    <name>Lockstep::LabMap</name>
    <message>
        <source>Servers of the lab</source>
        <translation>Server des Labors</translation>
    </message>
    <message>
        <source>Server %1</source>
        <translation>Server %1</translation>
    </message>
    <message>
        <source>Link from %1 to %2</source>
        <translation>Strecke von %1 nach %2</translation>
    </message>
    <message numerus="yes">
        <source>loses %n</source>
        <translation>
            <numerusform>verliert %n</numerusform>
            <numerusform>verliert %n</numerusform>
        </translation>
    </message>
    <message>
        <source>down</source>
        <translation>aus</translation>
    </message>
</context>
<context>
    <name>Lockstep::LabTour</name>
    <message>
        <source>1 of 5: a chain</source>
        <translation>1 von 5: eine Kette</translation>
    </message>
    <message>
        <source>Bob&apos;s devices get new names, and beta tells alpha each time. Every row is one update; the line leads down to the update before it, which it names as its prev_id. As long as the line has no hole, alpha&apos;s copy of Bob&apos;s list is in step.</source>
        <translation>Bobs Geräte bekommen neue Namen, und beta sagt es alpha jedes Mal. Jede Zeile ist ein Update; die Linie führt nach unten zu dem Update davor, das es als seine prev_id nennt. Solange die Linie kein Loch hat, ist alphas Kopie von Bobs Liste im Gleichschritt.</translation>
    </message>
    <message>
        <source>2 of 5: an update is lost</source>
        <translation>2 von 5: Ein Update geht verloren</translation>
    </message>
    <message>
        <source>Now one transaction from beta never arrives. Nothing is seen of that, until the next update names a prev_id that alpha does not have: the row “never received” stands where the hole is. alpha then fetches the whole list: a resync.</source>
        <translation>Jetzt kommt eine Transaktion von beta nie an. Davon ist nichts zu sehen, bis das nächste Update eine prev_id nennt, die alpha nicht hat: Die Zeile „nie empfangen“ steht, wo das Loch ist. alpha holt dann die ganze Liste: ein Neuabgleich.</translation>
    </message>
    <message>
        <source>3 of 5: a fork</source>
        <translation>3 von 5: eine Gabelung</translation>
    </message>
    <message>
        <source>Two writers of beta do not see each other: two updates name the same one before them, and the line forks. The next update names both and joins them. Nothing was lost, and nobody has to do anything.</source>
        <translation>Zwei Schreiber von beta sehen einander nicht: Zwei Updates nennen dasselbe vor ihnen, und die Linie gabelt sich. Das nächste Update nennt beide und führt sie zusammen. Nichts ging verloren, und niemand muss etwas tun.</translation>
    </message>
    <message>
        <source>4 of 5: a list that cannot be put right</source>
        <translation>4 von 5: eine Liste, die nicht berichtigt werden kann</translation>
    </message>
    <message>
        <source>An update is lost, and gamma is down when alpha wants to fetch the list: it stays stale. The overview tells the cause once, with everybody it touches. Press Enter on it to see why, and what helps.</source>
        <translation>Ein Update geht verloren, und gamma ist aus, als alpha die Liste holen will: Sie bleibt veraltet. Die Übersicht nennt die Ursache einmal, mit allen, die sie betrifft. Enter zeigt, warum, und was hilft.</translation>
    </message>
    <message>
        <source>5 of 5: putting it right</source>
        <translation>5 von 5: wieder berichtigen</translation>
    </message>
    <message>
        <source>Here are the stale users. Choose one and press Ctrl+R: the list is fetched, and the result says what changed. While gamma is down it says so, and when the next try is. In the lab&apos;s map you can lose updates and take servers down yourself.</source>
        <translation>Hier sind die veralteten Benutzer. Wählen Sie einen und drücken Sie Strg+R: Die Liste wird geholt, und das Ergebnis sagt, was sich geändert hat. Solange gamma aus ist, sagt es das, und wann der nächste Versuch ist. Auf der Karte des Labors können Sie selbst Updates verlieren und Server ausschalten.</translation>
    </message>
    <message>
        <source>How the graph is read, in five steps</source>
        <translation>Wie der Graph gelesen wird, in fünf Schritten</translation>
    </message>
    <message>
        <source>Each step makes something happen in the lab and shows where it is seen. It takes about two minutes.</source>
        <translation>Jeder Schritt lässt im Labor etwas geschehen und zeigt, wo es zu sehen ist. Es dauert etwa zwei Minuten.</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>Rundgang</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;End the tour</source>
        <translation>Rundgang b&amp;eenden</translation>
    </message>
    <message>
        <source>&amp;Begin</source>
        <translation>&amp;Beginnen</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>Not &amp;now</source>
        <translation>Jetzt &amp;nicht</translation>
    </message>
</context>
<context>
    <name>Lockstep::ListPanel</name>
    <message>
        <source>Load all</source>
        <translation>Alle laden</translation>
    </message>
    <message>
        <source>Loading …</source>
        <translation>Lade …</translation>
    </message>
    <message>
        <source>Nothing contains “%1”</source>
        <translation>Nichts enthält „%1“</translation>
    </message>
    <message>
        <source>The whole list was searched.</source>
        <translation>Die ganze Liste wurde durchsucht.</translation>
    </message>
    <message>
        <source>Only the part of the list that is loaded was searched.</source>
        <translation>Nur der geladene Teil der Liste wurde durchsucht.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
    <message>
        <source>more are not held in memory: narrow the list down</source>
        <translation>mehr werden nicht im Speicher gehalten: die Liste eingrenzen</translation>
    </message>
    <message>
        <source>the server stopped looking early, more may follow</source>
        <translation>der Server hörte früh auf zu suchen, es kann mehr geben</translation>
    </message>
    <message>
        <source>more follow; sorting and searching see what is loaded</source>
        <translation>weitere folgen; Sortieren und Suchen sehen nur Geladenes</translation>
    </message>
    <message>
        <source>changed since it was read</source>
        <translation>geändert, seit sie gelesen wurde</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>more follow</source>
        <translation>weitere folgen</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Nothing fits “%1”</source>
        <extracomment>%1: what was searched for</extracomment>
        <translation>Nichts passt auf „%1“</translation>
    </message>
    <message>
        <source>%1 of the %2 loaded fit</source>
        <extracomment>of a filter: &quot;12 of the 500 loaded fit&quot;</extracomment>
        <translation>%1 der %2 geladenen passen</translation>
    </message>
    <message>
        <source>There is room for %1 favourites; none was added.</source>
        <translation>Für %1 Favoriten ist Platz; keiner wurde hinzugefügt.</translation>
    </message>
</context>
<context>
    <name>Lockstep::LocalGatewayForm</name>
    <message>
        <source>Synapse&apos;s configuration</source>
        <translation>Konfiguration von Synapse</translation>
    </message>
    <message>
        <source>Configuration (*.yaml *.yml);;All files (*)</source>
        <translation>Konfiguration (*.yaml *.yml);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Read only: never ask for a resync</source>
        <translation>Nur lesen: nie einen Neuabgleich verlangen</translation>
    </message>
    <message>
        <source>Lockstep reads Synapse&apos;s own database and logs on this machine. The files say where they are.</source>
        <translation>Lockstep liest Datenbank und Protokolle von Synapse auf diesem Rechner. Die Dateien sagen, wo sie sind.</translation>
    </message>
    <message>
        <source>Other than homeserver.yaml says</source>
        <translation>Anders als in homeserver.yaml</translation>
    </message>
    <message>
        <source>homeserver.&amp;yaml</source>
        <translation>homeserver.&amp;yaml</translation>
    </message>
    <message>
        <source>Server na&amp;me</source>
        <translation>Server&amp;name</translation>
    </message>
    <message>
        <source>Client &amp;API</source>
        <translation>Client-&amp;API</translation>
    </message>
    <message>
        <source>&amp;Database</source>
        <translation>&amp;Datenbank</translation>
    </message>
    <message>
        <source>… for &amp;markers</source>
        <translation>… für Mar&amp;ken</translation>
    </message>
    <message>
        <source>the same database</source>
        <translation>dieselbe Datenbank</translation>
    </message>
    <message>
        <source>A database role that may do nothing but insert the marker which makes Synapse resync.</source>
        <translation>Eine Datenbankrolle, die nichts darf als die Marke einzufügen, die Synapse neu abgleichen lässt.</translation>
    </message>
    <message>
        <source>Synapse&apos;s logs</source>
        <translation>Protokolle von Synapse</translation>
    </message>
    <message>
        <source>Logs (*.log *.log.* *.gz);;All files (*)</source>
        <translation>Protokolle (*.log *.log.* *.gz);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>&amp;Logs</source>
        <translation>Proto&amp;kolle</translation>
    </message>
</context>
<context>
    <name>Lockstep::LogLinesView</name>
    <message>
        <source>Copy lines</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>The homeserver&apos;s logs are being searched</source>
        <translation>Die Logs des Homeservers werden durchsucht</translation>
    </message>
    <message>
        <source>Copies all lines, each with its file and the byte at which it begins</source>
        <translation>Kopiert alle Zeilen, jede mit ihrer Datei und dem Byte, an dem sie beginnt</translation>
    </message>
    <message>
        <source>Lines of the log that this row was read from</source>
        <translation>Zeilen des Logs, aus denen diese Zeile gelesen wurde</translation>
    </message>
    <message>
        <source>What it says</source>
        <translation>Was sie sagt</translation>
    </message>
    <message>
        <source>File and byte</source>
        <translation>Datei und Byte</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation>Transaktion</translation>
    </message>
    <message>
        <source>The selected line as it stands in the log</source>
        <translation>Die ausgewählte Zeile, wie sie im Log steht</translation>
    </message>
    <message>
        <source>The search was cancelled.</source>
        <translation>Die Suche wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>This row is no single update.</source>
        <translation>Diese Zeile ist kein einzelnes Update.</translation>
    </message>
    <message>
        <source>Searching the homeserver&apos;s logs …</source>
        <translation>Die Logs des Homeservers werden durchsucht …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>This gateway is too old to search the logs.</source>
        <translation>Dieses Gateway ist zu alt, um die Logs zu durchsuchen.</translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>A line of a text log: a remote server could have written it.</source>
        <translation>Eine Zeile eines Text-Logs: Ein entfernter Server könnte sie geschrieben haben.</translation>
    </message>
    <message>
        <source>… cut after %1</source>
        <translation>… nach %1 abgeschnitten</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) copied.</source>
        <translation>
            <numerusform>%n Zeile kopiert.</numerusform>
            <numerusform>%n Zeilen kopiert.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::MainWindow</name>
    <message>
        <source>Connecting …</source>
        <translation>Verbinde …</translation>
    </message>
    <message>
        <source>Connected to %1 as %2</source>
        <extracomment>%1 a server name, %2 a user ID</extracomment>
        <translation>Verbunden mit %1 als %2</translation>
    </message>
    <message>
        <source>What you see is not live at the moment: %1</source>
        <translation>Was hier steht, ist gerade nicht aktuell: %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Changes are shown as they happen.</source>
        <translation>Änderungen erscheinen, wenn sie geschehen.</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Server</translation>
    </message>
    <message>
        <source>&amp;Connect …</source>
        <translation>&amp;Verbinden …</translation>
    </message>
    <message>
        <source>Sign &amp;out</source>
        <translation>&amp;Abmelden</translation>
    </message>
    <message>
        <source>Ends the session at the homeserver and forgets its token</source>
        <translation>Beendet die Sitzung beim Homeserver und vergisst ihr Token</translation>
    </message>
    <message>
        <source>Close &amp;window</source>
        <translation>&amp;Fenster schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>&amp;Neu laden</translation>
    </message>
    <message>
        <source>&amp;Refresh the device list</source>
        <translation>Geräteliste neu &amp;abgleichen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;About Lockstep</source>
        <translation>Ü&amp;ber Lockstep</translation>
    </message>
    <message>
        <source>About Lockstep</source>
        <translation>Über Lockstep</translation>
    </message>
    <message>
        <source>Is every remote device list in step?

Free software under the GNU General Public License, version 3 or later. It comes without any warranty.</source>
        <translation>Ist jede entfernte Geräteliste im Gleichschritt?

Freie Software unter der GNU General Public License, Version 3 oder später. Ohne jede Gewährleistung.</translation>
    </message>
    <message>
        <source>The lab could not be started: %1 does not run.</source>
        <translation>Das Labor ließ sich nicht starten: %1 läuft nicht.</translation>
    </message>
    <message>
        <source>Se&amp;lection</source>
        <translation>Aus&amp;wahl</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>Nothing is selected</source>
        <translation>Nichts ist ausgewählt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>a line of the list of shortcuts: keys, what they do</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>refresh the selected users</source>
        <translation>die ausgewählten Benutzer neu abgleichen</translation>
    </message>
    <message>
        <source>read everything on the page again</source>
        <translation>alles auf der Seite neu lesen</translation>
    </message>
    <message>
        <source>search; Enter or Down goes on to the list</source>
        <translation>suchen; Eingabe oder Abwärts führt weiter zur Liste</translation>
    </message>
    <message>
        <source>write the list to a file, with Shift the selected user&apos;s history</source>
        <translation>die Liste in eine Datei schreiben, mit Umschalt den Verlauf des ausgewählten Benutzers</translation>
    </message>
    <message>
        <source>copy the selected rows</source>
        <translation>die ausgewählten Zeilen kopieren</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>open what is selected, press a button</source>
        <translation>Ausgewähltes öffnen, eine Taste drücken</translation>
    </message>
    <message>
        <source>n, p</source>
        <translation>n, p</translation>
    </message>
    <message>
        <source>history: the next older, the next newer break</source>
        <translation>Verlauf: nächster älterer, nächster neuerer Bruch</translation>
    </message>
    <message>
        <source>t</source>
        <translation>t</translation>
    </message>
    <message>
        <source>history: when, how long ago, how long after the row below</source>
        <translation>Verlauf: wann, wie lange her, wie lange nach der Zeile darunter</translation>
    </message>
    <message>
        <source>another server in a window of its own</source>
        <translation>ein weiterer Server in eigenem Fenster</translation>
    </message>
    <message>
        <source>close the window</source>
        <translation>das Fenster schließen</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Cl&amp;ose the files</source>
        <translation>Dateien sc&amp;hließen</translation>
    </message>
    <message>
        <source>&amp;Open capture …</source>
        <translation>Mitschnitt ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Logs of Synapse, federation transactions, a HAR file, or a case: looked at without a homeserver</source>
        <translation>Protokolle von Synapse, Föderations-Transaktionen, eine HAR-Datei oder ein Fall: angesehen ohne Homeserver</translation>
    </message>
    <message>
        <source>Open &amp;folder of logs …</source>
        <translation>&amp;Ordner mit Protokollen öffnen …</translation>
    </message>
    <message>
        <source>Opened: %1</source>
        <extracomment>%1: names of files</extracomment>
        <translation>Geöffnet: %1</translation>
    </message>
    <message>
        <source>Open folder of logs</source>
        <translation>Ordner mit Protokollen öffnen</translation>
    </message>
    <message>
        <source>Open capture</source>
        <translation>Mitschnitt öffnen</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Connect in a new &amp;tab …</source>
        <translation>In neuem &amp;Tab verbinden …</translation>
    </message>
    <message>
        <source>H&amp;istory</source>
        <translation>V&amp;erlauf</translation>
    </message>
    <message>
        <source>&amp;Help of this page</source>
        <translation>&amp;Hilfe zu dieser Seite</translation>
    </message>
    <message>
        <source>Copy selected rows a&amp;s</source>
        <translation>Gewählte Zeilen kopieren &amp;als</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>&amp;Text</translation>
    </message>
    <message>
        <source>&amp;CSV</source>
        <translation>&amp;CSV</translation>
    </message>
    <message>
        <source>&amp;JSON</source>
        <translation>&amp;JSON</translation>
    </message>
    <message>
        <source>&amp;Markdown table</source>
        <translation>&amp;Markdown-Tabelle</translation>
    </message>
    <message>
        <source>No history is shown: choose one user on the page Users</source>
        <translation>Kein Verlauf wird gezeigt: Wählen Sie einen Benutzer auf der Seite Benutzer</translation>
    </message>
    <message>
        <source>find any action, page, user or server</source>
        <translation>jede Aktion, Seite, jeden Benutzer oder Server finden</translation>
    </message>
    <message>
        <source>what this page shows, where it comes from, what can be done</source>
        <translation>was diese Seite zeigt, woher es kommt, was zu tun ist</translation>
    </message>
    <message>
        <source>keep the selected user or server on top of all lists</source>
        <translation>den gewählten Benutzer oder Server in allen Listen oben halten</translation>
    </message>
    <message>
        <source>in a search: what can be written at the cursor</source>
        <translation>in einer Suche: was am Cursor stehen kann</translation>
    </message>
    <message>
        <source>&amp;Command palette …</source>
        <translation>&amp;Befehlspalette …</translation>
    </message>
    <message>
        <source>Finds every action, page, user and server by a few letters</source>
        <translation>Findet jede Aktion, jede Seite, jeden Benutzer und Server mit ein paar Buchstaben</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>Window: %1</source>
        <extracomment>in the command palette: another window of the program; %1: its server</extracomment>
        <translation>Fenster: %1</translation>
    </message>
    <message>
        <source>&amp;Preferences …</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>Lockstep</source>
        <translation>Lockstep</translation>
    </message>
    <message>
        <source>This is no link that Lockstep can follow: %1</source>
        <translation>Das ist kein Link, dem Lockstep folgen kann: %1</translation>
    </message>
    <message>
        <source>Connect to a homeserver first; then the link can be followed.</source>
        <translation>Verbinden Sie sich erst mit einem Homeserver; dann kann dem Link gefolgt werden.</translation>
    </message>
    <message>
        <source>The link is of the homeserver %1, which was never connected to from here. Connect to it first, if you know it.</source>
        <translation>Der Link gehört zum Homeserver %1, mit dem von hier aus nie verbunden wurde. Verbinden Sie sich erst mit ihm, wenn Sie ihn kennen.</translation>
    </message>
    <message>
        <source>&amp;Print …</source>
        <translation>&amp;Drucken …</translation>
    </message>
    <message>
        <source>Nothing here can be printed: choose one user&apos;s history, a plot, or the servers&apos; heat map.</source>
        <translation>Hier lässt sich nichts drucken: den Verlauf eines Benutzers, eine Kurve oder die Heatmap der Server wählen.</translation>
    </message>
    <message>
        <source>print the history or the plot that is shown</source>
        <translation>den gezeigten Verlauf oder die gezeigte Kurve drucken</translation>
    </message>
    <message>
        <source>back to the page, user or row before, and forward again</source>
        <translation>zurück zur vorigen Seite, zum vorigen Benutzer oder zur vorigen Zeile, und wieder vor</translation>
    </message>
    <message>
        <source>&amp;Back to %1</source>
        <extracomment>%1: a page, a user, a user and an update, or a server</extracomment>
        <translation>&amp;Zurück zu %1</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>For&amp;ward to %1</source>
        <extracomment>%1: a page, a user, a user and an update, or a server</extracomment>
        <translation>&amp;Vorwärts zu %1</translation>
    </message>
    <message>
        <source>For&amp;ward</source>
        <translation>&amp;Vorwärts</translation>
    </message>
    <message>
        <source>There is nothing before this.</source>
        <translation>Davor ist nichts.</translation>
    </message>
    <message>
        <source>There is nothing after this.</source>
        <translation>Danach ist nichts.</translation>
    </message>
    <message>
        <source>Logs, captures, cases and archives of them (%1)</source>
        <translation>Protokolle, Mitschnitte, Fälle und Archive davon (%1)</translation>
    </message>
</context>
<context>
    <name>Lockstep::MatchDelegate</name>
    <message>
        <source>device %1</source>
        <extracomment>what a search found; %1: a device ID</extracomment>
        <translation>Gerät %1</translation>
    </message>
    <message>
        <source>device %2 “%1”</source>
        <extracomment>what a search found; %2: a device ID, %1: the device&apos;s name</extracomment>
        <translation>Gerät %2 „%1“</translation>
    </message>
    <message>
        <source>fingerprint of %2: %1</source>
        <extracomment>what a search found; %2: a device ID, %1: a key</extracomment>
        <translation>Fingerabdruck von %2: %1</translation>
    </message>
    <message>
        <source>identity key of %2: %1</source>
        <extracomment>what a search found; %2: a device ID, %1: a key</extracomment>
        <translation>Identitätsschlüssel von %2: %1</translation>
    </message>
</context>
<context>
    <name>Lockstep::Matrix::Login</name>
    <message>
        <source>%1 asks to wait %2 s</source>
        <translation>%1 bittet um %2 s Pause</translation>
    </message>
</context>
<context>
    <name>Lockstep::Matrix::LoopbackListener</name>
    <message>
        <source>There is nothing here.</source>
        <translation>Hier ist nichts.</translation>
    </message>
    <message>
        <source>Lockstep has heard from the browser. You may close this page and go back to the program.</source>
        <translation>Lockstep hat vom Browser gehört. Sie können diese Seite schließen und zum Programm zurückkehren.</translation>
    </message>
</context>
<context>
    <name>Lockstep::NewsDesk</name>
    <message>
        <source>%1: it is not known how it stands</source>
        <translation>%1: Es ist nicht bekannt, wie es steht</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n incident(s) need(s) attention</source>
        <translation>
            <numerusform>%1: %n Vorfall braucht Aufmerksamkeit</numerusform>
            <numerusform>%1: %n Vorfälle brauchen Aufmerksamkeit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n or more incidents need attention</source>
        <translation>
            <numerusform>%1: %n oder mehr Vorfälle brauchen Aufmerksamkeit</numerusform>
            <numerusform>%1: %n oder mehr Vorfälle brauchen Aufmerksamkeit</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: no incident is known</source>
        <translation>%1: Kein Vorfall ist bekannt</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new incident(s)</source>
        <translation>
            <numerusform>%n neuer Vorfall</numerusform>
            <numerusform>%n neue Vorfälle</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::OverviewKnown</name>
    <message>
        <source>What is known to be right</source>
        <translation>Was als richtig bekannt ist</translation>
    </message>
    <message>
        <source>&amp;Check all of it</source>
        <translation>&amp;Alles prüfen</translation>
    </message>
    <message>
        <source>The gateway looks at its database, logs, proxy, clocks and history, and says what to do.</source>
        <translation>Das Gateway sieht nach Datenbank, Protokollen, Proxy, Uhren und Verlauf und sagt, was zu tun ist.</translation>
    </message>
    <message>
        <source>Where this is known from</source>
        <translation>Woher das bekannt ist</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>%1 a state of users, %2 how many are in it</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>servers in backoff: %1</source>
        <translation>Server mit Wartezeit: %1</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
</context>
<context>
    <name>Lockstep::OverviewLine</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the lines for the configuration</source>
        <translation>Die Zeilen für die Konfiguration kopieren</translation>
    </message>
    <message>
        <source>Solved: %1</source>
        <extracomment>said of a line of the overview that is not true any more</extracomment>
        <translation>Gelöst: %1</translation>
    </message>
</context>
<context>
    <name>Lockstep::OverviewPage</name>
    <message>
        <source>Looking at the homeserver …</source>
        <translation>Sehe den Homeserver an …</translation>
    </message>
    <message>
        <source>This is not up to date: %1</source>
        <extracomment>%1: what went wrong</extracomment>
        <translation>Das ist nicht aktuell: %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) need(s) attention</source>
        <translation>
            <numerusform>%n Sache braucht Aufmerksamkeit</numerusform>
            <numerusform>%n Sachen brauchen Aufmerksamkeit</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>&amp;Übersicht</translation>
    </message>
    <message>
        <source>As of %1.</source>
        <translation>Stand %1.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>An incident</source>
        <translation>Ein Vorfall</translation>
    </message>
</context>
<context>
    <name>Lockstep::OwnSidePanel</name>
    <message>
        <source>Own side</source>
        <translation>Eigene Seite</translation>
    </message>
    <message>
        <source>How the homeserver itself does</source>
        <translation>Wie es um den Homeserver selbst steht</translation>
    </message>
    <message>
        <source>Known faults</source>
        <translation>Bekannte Fehler</translation>
    </message>
    <message>
        <source>It cannot be told now: %1</source>
        <extracomment>%1: what went wrong</extracomment>
        <translation>Das ist jetzt nicht feststellbar: %1</translation>
    </message>
</context>
<context>
    <name>Lockstep::Page</name>
    <message>
        <source>Copy link to this update</source>
        <translation>Link zu diesem Update kopieren</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
</context>
<context>
    <name>Lockstep::PagedModel</name>
    <message>
        <source>The gateway&apos;s next page is the same page again; the list ends here.</source>
        <translation>Die nächste Seite des Gateways ist wieder dieselbe; die Liste endet hier.</translation>
    </message>
</context>
<context>
    <name>Lockstep::PaletteFinder</name>
    <message>
        <source>User, %1</source>
        <extracomment>in the command palette: what kind of thing is found, and its state</extracomment>
        <translation>Benutzer, %1</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
</context>
<context>
    <name>Lockstep::PathList</name>
    <message>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>One path a line: type it, paste it, drop files here, or choose them.</source>
        <translation>Ein Pfad pro Zeile: eintippen, einfügen, Dateien hierher ziehen oder auswählen.</translation>
    </message>
</context>
<context>
    <name>Lockstep::PictureExport</name>
    <message>
        <source>Light, as on paper</source>
        <translation>Hell, wie auf Papier</translation>
    </message>
    <message>
        <source>As in the window</source>
        <translation>Wie im Fenster</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>&amp;Part:</source>
        <translation>&amp;Teil:</translation>
    </message>
    <message>
        <source>&amp;Colours:</source>
        <translation>Fa&amp;rben:</translation>
    </message>
    <message>
        <source>Choose the file …</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>Writing %1: %2 %</source>
        <translation>Schreibt %1: %2 %</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Geschrieben nach %1</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>The export was stopped. Nothing was written to %1.</source>
        <translation>Der Export wurde angehalten. Nach %1 wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Choose another folder or name.</source>
        <translation>%1 lässt sich nicht schreiben: %2. Einen anderen Ordner oder Namen wählen.</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Writing %1 failed: %2. What was there before is unchanged.</source>
        <translation>Schreiben von %1 ist fehlgeschlagen: %2. Was vorher dort war, ist unverändert.</translation>
    </message>
    <message>
        <source>%1 was not written: %2.</source>
        <translation>%1 wurde nicht geschrieben: %2.</translation>
    </message>
</context>
<context>
    <name>Lockstep::PreferencesDialog</name>
    <message>
        <source>Every change takes effect at once and is kept.</source>
        <translation>Jede Änderung wirkt sofort und wird behalten.</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Rows of tables</source>
        <translation>Zeilen der Tabellen</translation>
    </message>
    <message>
        <source>Roomy</source>
        <translation>Geräumig</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Eng</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Rows of tables</source>
        <translation>Zeilen der &amp;Tabellen</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Of this computer</source>
        <translation>Dieses Rechners</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
    <message>
        <source>In tables</source>
        <translation>In Tabellen</translation>
    </message>
    <message>
        <source>How long ago</source>
        <translation>Wie lange her</translation>
    </message>
    <message>
        <source>Date and time</source>
        <translation>Datum und Uhrzeit</translation>
    </message>
    <message>
        <source>Time &amp;zone</source>
        <translation>Zeit&amp;zone</translation>
    </message>
    <message>
        <source>&amp;In tables</source>
        <translation>&amp;In Tabellen</translation>
    </message>
    <message>
        <source>News</source>
        <translation>Neues</translation>
    </message>
    <message>
        <source>&amp;Notify me of new incidents</source>
        <translation>Neue Vorfälle &amp;melden</translation>
    </message>
    <message>
        <source>Also of &amp;warnings</source>
        <translation>Auch &amp;Warnungen</translation>
    </message>
    <message>
        <source>Show an icon with the &amp;state in the tray</source>
        <translation>Symbol mit dem &amp;Zustand im Infobereich zeigen</translation>
    </message>
    <message>
        <source>This desktop has no tray at the moment; the icon appears as soon as it has one.</source>
        <translation>Dieser Desktop hat gerade keinen Infobereich; das Symbol erscheint, sobald es einen gibt.</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>Was behalten wird</translation>
    </message>
    <message>
        <source>Come back to the &amp;page, the selection and the filters of last time</source>
        <translation>Zurück zu &amp;Seite, Auswahl und Filtern vom letzten Mal</translation>
    </message>
    <message>
        <source>Forget columns and sizes</source>
        <translation>Spalten und Größen vergessen</translation>
    </message>
    <message>
        <source>Columns and sizes are as they came, from the next window on.</source>
        <translation>Spalten und Größen sind vom nächsten Fenster an wie am Anfang.</translation>
    </message>
    <message>
        <source>Forget filters and what was used lately</source>
        <translation>Filter und zuletzt Benutztes vergessen</translation>
    </message>
    <message>
        <source>Filters, saved ones too, and what was used lately are forgotten. Favourites stay.</source>
        <translation>Filter, auch gespeicherte, und zuletzt Benutztes sind vergessen. Favoriten bleiben.</translation>
    </message>
</context>
<context>
    <name>Lockstep::PrintPreview</name>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <source>Preview of the page</source>
        <translation>Vorschau der Seite</translation>
    </message>
    <message>
        <source>Page</source>
        <extracomment>before a field with the number of a page</extracomment>
        <translation>Seite</translation>
    </message>
    <message>
        <source>How the paper lies</source>
        <translation>Lage des Papiers</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>Querformat</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>Hochformat</translation>
    </message>
    <message>
        <source>&amp;Print …</source>
        <translation>&amp;Drucken …</translation>
    </message>
    <message>
        <source>This cannot be printed: %1.</source>
        <translation>Das lässt sich nicht drucken: %1.</translation>
    </message>
    <message>
        <source>of %1</source>
        <extracomment>after a field with the number of a page</extracomment>
        <translation>von %1</translation>
    </message>
    <message>
        <source>the printer or its file cannot be written to. Choose another</source>
        <translation>auf den Drucker oder in seine Datei kann nicht geschrieben werden. Einen anderen wählen</translation>
    </message>
    <message>
        <source>Printing page %1 of %2</source>
        <translation>Druckt Seite %1 von %2</translation>
    </message>
    <message>
        <source>the file could not be written. What was there before is unchanged</source>
        <translation>die Datei konnte nicht geschrieben werden. Was vorher da war, ist unverändert</translation>
    </message>
</context>
<context>
    <name>Lockstep::QueueMessagesPanel</name>
    <message>
        <source>Reading the queue&apos;s messages …</source>
        <translation>Lese die Nachrichten der Warteschlange …</translation>
    </message>
    <message>
        <source>No messages wait in this queue any more</source>
        <translation>In dieser Warteschlange wartet nichts mehr</translation>
    </message>
    <message>
        <source>They were delivered, or the device or the server is gone.</source>
        <translation>Sie wurden zugestellt, oder Gerät oder Server ist fort.</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n Nachricht</numerusform>
            <numerusform>%n Nachrichten</numerusform>
        </translation>
    </message>
    <message>
        <source>Hide the messages (Esc)</source>
        <translation>Nachrichten ausblenden (Esc)</translation>
    </message>
    <message>
        <source>Hide the messages</source>
        <translation>Nachrichten ausblenden</translation>
    </message>
    <message>
        <source>Select a message.</source>
        <translation>Eine Nachricht auswählen.</translation>
    </message>
    <message>
        <source>Show content</source>
        <translation>Inhalt zeigen</translation>
    </message>
    <message>
        <source>Content of the message</source>
        <translation>Inhalt der Nachricht</translation>
    </message>
    <message>
        <source>Messages that wait for %1 of %2</source>
        <extracomment>%1: a device ID, %2: a user ID</extracomment>
        <translation>Nachrichten, die auf %1 von %2 warten</translation>
    </message>
    <message>
        <source>Messages that wait to be sent to %1</source>
        <extracomment>%1: a server name</extracomment>
        <translation>Nachrichten, die an %1 gehen sollen</translation>
    </message>
    <message>
        <source>%1 from %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Queued %1</source>
        <translation>Eingereiht %1</translation>
    </message>
    <message>
        <source>Message id %1</source>
        <translation>Nachrichten-ID %1</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiteres</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>For %1</source>
        <translation>Für %1</translation>
    </message>
    <message>
        <source>Reading the content …</source>
        <translation>Lese den Inhalt …</translation>
    </message>
    <message>
        <source>This message has no content</source>
        <translation>Diese Nachricht hat keinen Inhalt</translation>
    </message>
    <message>
        <source>Stream id</source>
        <translation>Stream-ID</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Eingereiht</translation>
    </message>
    <message>
        <source>Sender</source>
        <translation>Absender</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>To how many devices the message goes.</source>
        <translation>An wie viele Geräte die Nachricht geht.</translation>
    </message>
    <message>
        <source>Message id</source>
        <translation>Nachrichten-ID</translation>
    </message>
    <message>
        <source>The message</source>
        <translation>Die Nachricht</translation>
    </message>
    <message>
        <source>The content is not shown. It may hold metadata, and secrets where a client sent them without encryption. Looking at it takes nothing out of the queue, and is kept in the trail.</source>
        <translation>Der Inhalt wird nicht gezeigt. Er kann Metadaten enthalten, und Geheimnisse, wo ein Client sie unverschlüsselt geschickt hat. Das Ansehen nimmt nichts aus der Warteschlange und wird protokolliert.</translation>
    </message>
    <message>
        <source>You may not read contents of messages: that is a right of its own here, which the gateway gives with --contents and your user ID.</source>
        <translation>Sie dürfen Inhalte von Nachrichten nicht lesen: Das ist hier ein eigenes Recht, das das Gateway mit --contents und Ihrer Benutzer-ID gibt.</translation>
    </message>
    <message>
        <source>What the queue holds</source>
        <translation>Was die Warteschlange enthält</translation>
    </message>
    <message>
        <source>Copy the statement</source>
        <translation>Anweisung kopieren</translation>
    </message>
    <message>
        <source>SQL that shows the droppable messages in the homeserver&apos;s database, to be read. Nothing of it is run from here.</source>
        <translation>SQL, das die verzichtbaren Nachrichten in der Datenbank des Homeservers zeigt, zum Lesen. Von hier aus wird nichts davon ausgeführt.</translation>
    </message>
    <message>
        <source>Messages of the queue</source>
        <translation>Nachrichten der Warteschlange</translation>
    </message>
</context>
<context>
    <name>Lockstep::QueuesPage</name>
    <message>
        <source>&amp;Inbox</source>
        <translation>&amp;Eingang</translation>
    </message>
    <message>
        <source>&amp;Outbox</source>
        <translation>&amp;Ausgang</translation>
    </message>
    <message>
        <source>Device list &amp;updates</source>
        <translation>&amp;Updates der Gerätelisten</translation>
    </message>
    <message>
        <source>Show &amp;messages</source>
        <translation>&amp;Nachrichten zeigen</translation>
    </message>
    <message>
        <source>Search user or device</source>
        <translation>Benutzer oder Gerät suchen</translation>
    </message>
    <message numerus="yes">
        <source>%n queue(s)</source>
        <translation>
            <numerusform>%n Warteschlange</numerusform>
            <numerusform>%n Warteschlangen</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading what waits for local devices …</source>
        <translation>Lese, was auf lokale Geräte wartet …</translation>
    </message>
    <message>
        <source>By user</source>
        <translation>Nach Benutzer</translation>
    </message>
    <message>
        <source>Deepest first</source>
        <translation>Längste zuerst</translation>
    </message>
    <message>
        <source>Order of the queues</source>
        <translation>Reihenfolge der Warteschlangen</translation>
    </message>
    <message>
        <source>Send-to-device messages for devices of this homeserver: keys for rooms, verification requests. Each waits until its device asks for it with a sync, at most 100 at a time. Looking at a queue takes nothing out of it.</source>
        <translation>Send-to-Device-Nachrichten für Geräte dieses Homeservers: Schlüssel für Räume, Prüfanfragen. Jede wartet, bis ihr Gerät sie mit einem Sync abholt, höchstens 100 auf einmal. Ansehen nimmt nichts heraus.</translation>
    </message>
    <message>
        <source>Search server</source>
        <translation>Server suchen</translation>
    </message>
    <message numerus="yes">
        <source>%n server(s)</source>
        <translation>
            <numerusform>%n Server</numerusform>
            <numerusform>%n Server</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading what waits for other servers …</source>
        <translation>Lese, was auf andere Server wartet …</translation>
    </message>
    <message>
        <source>Send-to-device messages that local users sent to devices elsewhere. They wait here until the other server has confirmed them. Looking at a queue takes nothing out of it.</source>
        <translation>Send-to-Device-Nachrichten lokaler Benutzer an Geräte anderswo. Sie warten hier, bis der andere Server sie bestätigt hat. Ansehen nimmt nichts heraus.</translation>
    </message>
    <message>
        <source>Reading device list updates that wait to be sent …</source>
        <translation>Lese Updates von Gerätelisten, die gesendet werden sollen …</translation>
    </message>
    <message>
        <source>Changes of local users&apos; devices that other servers do not know yet. Until they arrive, those servers may encrypt for the wrong devices. After a day of silence a homeserver drops them and sends one update that makes the other side fetch the whole list.</source>
        <translation>Änderungen an Geräten lokaler Benutzer, die andere Server noch nicht kennen. Bis sie ankommen, verschlüsseln jene womöglich für die falschen Geräte. Nach einem Tag Stille verwirft ein Homeserver sie und sendet ein Update, das die Gegenseite die ganze Liste holen lässt.</translation>
    </message>
    <message>
        <source>Show messages</source>
        <translation>Nachrichten zeigen</translation>
    </message>
    <message>
        <source>Show the server</source>
        <translation>Server zeigen</translation>
    </message>
    <message>
        <source>Show its users</source>
        <translation>Seine Benutzer zeigen</translation>
    </message>
    <message>
        <source>This queue cannot be read here</source>
        <translation>Diese Warteschlange lässt sich hier nicht lesen</translation>
    </message>
    <message>
        <source>No messages wait for local devices</source>
        <translation>Für lokale Geräte wartet nichts</translation>
    </message>
    <message>
        <source>Every device has fetched what was sent to it.</source>
        <translation>Jedes Gerät hat abgeholt, was ihm gesandt wurde.</translation>
    </message>
    <message>
        <source>No messages wait for other servers</source>
        <translation>Für andere Server wartet nichts</translation>
    </message>
    <message>
        <source>Everything that local users sent has arrived.</source>
        <translation>Alles, was lokale Benutzer sandten, ist angekommen.</translation>
    </message>
    <message>
        <source>No device list updates wait</source>
        <translation>Kein Update einer Geräteliste wartet</translation>
    </message>
    <message>
        <source>Every server that shares a room with local users knows their devices.</source>
        <translation>Jeder Server, der einen Raum mit lokalen Benutzern teilt, kennt ihre Geräte.</translation>
    </message>
    <message>
        <source>&amp;Queues</source>
        <translation>&amp;Warteschlangen</translation>
    </message>
    <message>
        <source>Queues of local devices</source>
        <translation>Warteschlangen lokaler Geräte</translation>
    </message>
    <message>
        <source>Queues of messages to other servers</source>
        <translation>Warteschlangen von Nachrichten an andere Server</translation>
    </message>
    <message>
        <source>Queues of device list updates</source>
        <translation>Warteschlangen von Gerätelisten-Updates</translation>
    </message>
</context>
<context>
    <name>Lockstep::ReachStrip</name>
    <message>
        <source>When it could be reached</source>
        <translation>Wann er erreichbar war</translation>
    </message>
</context>
<context>
    <name>Lockstep::RefreshBar</name>
    <message>
        <source>Added: %1</source>
        <translation>Neu: %1</translation>
    </message>
    <message>
        <source>Removed: %1</source>
        <translation>Entfernt: %1</translation>
    </message>
    <message>
        <source>Changed: %1</source>
        <translation>Geändert: %1</translation>
    </message>
    <message>
        <source>Cross-signing keys changed.</source>
        <translation>Cross-Signing-Schlüssel geändert.</translation>
    </message>
    <message>
        <source>Waiting until %1: the server asked for a pause.</source>
        <translation>Wartet bis %1: Der Server bat um eine Pause.</translation>
    </message>
    <message>
        <source>Waiting for its turn …</source>
        <translation>Wartet auf die Reihe …</translation>
    </message>
    <message>
        <source>Fetching the whole list from %1 … %2</source>
        <translation>Hole die ganze Liste von %1 … %2</translation>
    </message>
    <message>
        <source>Messages that could not be decrypted before do not come back by this.</source>
        <translation>Nachrichten, die vorher nicht zu entschlüsseln waren, kommen dadurch nicht zurück.</translation>
    </message>
    <message>
        <source>The refresh was stopped; the homeserver may still finish it.</source>
        <translation>Der Neuabgleich wurde angehalten; der Homeserver beendet ihn vielleicht noch.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Was sich änderte</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>A refresh has been running since %1.</source>
        <translation>Seit %1 läuft ein Neuabgleich.</translation>
    </message>
    <message>
        <source>The last refresh failed at %1: %2</source>
        <extracomment>%1 a time, %2 why</extracomment>
        <translation>Der letzte Neuabgleich um %1 ist fehlgeschlagen: %2</translation>
    </message>
    <message>
        <source>Last refreshed at %1: %2</source>
        <extracomment>%1 a time, %2 what it changed</extracomment>
        <translation>Zuletzt um %1 neu abgeglichen: %2</translation>
    </message>
    <message>
        <source>Not started: it was taken out of the queue before its turn.</source>
        <translation>Nicht begonnen: aus der Warteschlange genommen, bevor er an der Reihe war.</translation>
    </message>
    <message>
        <source>Fetching the whole list from %1 …</source>
        <translation>Die ganze Liste wird von %1 geholt …</translation>
    </message>
</context>
<context>
    <name>Lockstep::RefreshQueue</name>
    <message>
        <source>The homeserver does not say why it failed.</source>
        <translation>Der Homeserver sagt nicht, warum es fehlschlug.</translation>
    </message>
</context>
<context>
    <name>Lockstep::SaveCaseDialog</name>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Gesichert als %1.</translation>
    </message>
    <message>
        <source>Asking the gateway …</source>
        <translation>Das Gateway wird gefragt …</translation>
    </message>
    <message>
        <source>&amp;Replace names, IDs and keys by made-up ones</source>
        <translation>Namen, IDs und Schlüssel durch e&amp;rfundene ersetzen</translation>
    </message>
    <message>
        <source>Save case of %1</source>
        <extracomment>%1: a user ID</extracomment>
        <translation>Fall von %1 sichern</translation>
    </message>
    <message>
        <source>Graph, times, verdicts and findings stay. What servers said in their own words is left out, and nobody can check signatures or compare the list with another server&apos;s.</source>
        <translation>Graph, Zeiten, Urteile und Befunde bleiben. Was Server mit eigenen Worten gesagt haben, fällt weg, und niemand kann Signaturen prüfen oder die Liste mit der eines anderen Servers vergleichen.</translation>
    </message>
    <message>
        <source>&amp;Save …</source>
        <translation>&amp;Sichern …</translation>
    </message>
    <message>
        <source>A file for somebody else to open: %1 devices with their public keys, %2 updates of the history, findings, versions and sources. No tokens, no messages, no addresses.</source>
        <extracomment>%1 and %2: numbers</extracomment>
        <translation>Eine Datei, die jemand anders öffnet: %1 Geräte mit ihren öffentlichen Schlüsseln, %2 Aktualisierungen des Verlaufs, Befunde, Versionen und Quellen. Keine Tokens, keine Nachrichten, keine Adressen.</translation>
    </message>
    <message>
        <source>Save case</source>
        <translation>Fall sichern</translation>
    </message>
    <message>
        <source>Lockstep cases (*.lockstep-case);;Plain JSON (*.json)</source>
        <translation>Lockstep-Fälle (*.lockstep-case);;Reines JSON (*.json)</translation>
    </message>
</context>
<context>
    <name>Lockstep::SavedFilters</name>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Saved filters</source>
        <translation>Gespeicherte Filter</translation>
    </message>
    <message>
        <source>Saved filters of this list</source>
        <translation>Gespeicherte Filter dieser Liste</translation>
    </message>
    <message>
        <source>No filter is saved</source>
        <translation>Kein Filter ist gespeichert</translation>
    </message>
    <message>
        <source>Save this filter …</source>
        <translation>Diesen Filter speichern …</translation>
    </message>
    <message>
        <source>At the start</source>
        <translation>Am Anfang</translation>
    </message>
    <message>
        <source>No filter</source>
        <translation>Kein Filter</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Save filter</source>
        <translation>Filter speichern</translation>
    </message>
    <message>
        <source>Name of the filter</source>
        <translation>Name des Filters</translation>
    </message>
</context>
<context>
    <name>Lockstep::Screenshots</name>
    <message>
        <source>The directory %1 cannot be made.</source>
        <translation>Das Verzeichnis %1 lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>The page %1 did not finish loading within %2 s.</source>
        <translation>Die Seite %1 war nach %2 s nicht geladen.</translation>
    </message>
    <message>
        <source>The picture %1 cannot be written.</source>
        <translation>Das Bild %1 lässt sich nicht schreiben.</translation>
    </message>
</context>
<context>
    <name>Lockstep::SeriesView</name>
    <message>
        <source>10 minutes</source>
        <translation>10 Minuten</translation>
    </message>
    <message>
        <source>hour</source>
        <translation>Stunde</translation>
    </message>
    <message>
        <source>day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>year</source>
        <translation>Jahr</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>The last %1</source>
        <translation>Zeitraum: %1</translation>
    </message>
    <message>
        <source>Not read: %1</source>
        <translation>Nicht gelesen: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n queue(s) are not followed: there are too many.</source>
        <translation>
            <numerusform>%n Warteschlange wird nicht verfolgt: Es sind zu viele.</numerusform>
            <numerusform>%n Warteschlangen werden nicht verfolgt: Es sind zu viele.</numerusform>
        </translation>
    </message>
    <message>
        <source>How it went</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>Export the plot …</source>
        <translation>Kurve exportieren …</translation>
    </message>
    <message>
        <source>Print the plot …</source>
        <translation>Kurve drucken …</translation>
    </message>
</context>
<context>
    <name>Lockstep::ServerFrame</name>
    <message>
        <source>Servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
</context>
<context>
    <name>Lockstep::ServerPane</name>
    <message>
        <source>Incidents</source>
        <translation>Vorfälle</translation>
    </message>
    <message>
        <source>What waits</source>
        <translation>Was wartet</translation>
    </message>
    <message>
        <source>Users tracked there</source>
        <translation>Dort verfolgte Benutzer</translation>
    </message>
    <message>
        <source>Its last answers</source>
        <translation>Seine letzten Antworten</translation>
    </message>
    <message>
        <source>Where it is reached</source>
        <translation>Wo er erreicht wird</translation>
    </message>
    <message>
        <source>Reachability</source>
        <translation>Erreichbarkeit</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 Stunden</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 Tage</translation>
    </message>
    <message>
        <source>Reachability of the last %1</source>
        <translation>Erreichbarkeit der letzten %1</translation>
    </message>
    <message>
        <source>No server is selected</source>
        <translation>Kein Server ist ausgewählt</translation>
    </message>
    <message>
        <source>Select one in the list to see how things stand with it.</source>
        <translation>Wählen Sie einen in der Liste aus, um zu sehen, wie es um ihn steht.</translation>
    </message>
    <message>
        <source>This gateway is older than this program: it does not tell when the server could be reached, nor its answers. Upgrade the gateway to see them.</source>
        <translation>Dieses Gateway ist älter als dieses Programm: Es sagt weder, wann der Server erreichbar war, noch, was er antwortete. Mit einem neueren Gateway ist es zu sehen.</translation>
    </message>
    <message>
        <source>More about this server cannot be read: %1</source>
        <translation>Mehr über diesen Server lässt sich nicht lesen: %1</translation>
    </message>
    <message>
        <source>Reading what is known of it …</source>
        <translation>Was über ihn bekannt ist, wird gelesen …</translation>
    </message>
    <message>
        <source>Not read: %1</source>
        <translation>Nicht gelesen: %1</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>None is going on.</source>
        <translation>Keiner dauert an.</translation>
    </message>
    <message>
        <source>Over: %1%2</source>
        <translation>Vorbei: %1%2</translation>
    </message>
    <message>
        <source>Full height: in backoff; two thirds, dotted: tries failed; low: reachable, as far as was seen; hatched: not known.</source>
        <translation>Volle Höhe: Wartezeit; zwei Drittel, gepunktet: Versuche schlugen fehl; niedrig: erreichbar, soweit gesehen; schraffiert: nicht bekannt.</translation>
    </message>
    <message>
        <source>Recorded since %1. Of the time before nothing is claimed but what the homeserver still told then.</source>
        <translation>Aufgezeichnet seit %1. Über die Zeit davor wird nichts behauptet, außer was der Homeserver dann noch sagte.</translation>
    </message>
    <message>
        <source>Within the last %1: %2.</source>
        <translation>Innerhalb der letzten %1: %2.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>· and of more users</source>
        <translation>· und von weiteren Benutzern</translation>
    </message>
    <message>
        <source>Which messages came from it and wait for our devices is not told: the homeserver keeps them by device alone.</source>
        <translation>Welche Nachrichten von ihm kamen und auf unsere Geräte warten, ist nicht zu sagen: Der Homeserver führt sie allein nach Gerät.</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>Es wird gezählt …</translation>
    </message>
    <message>
        <source>None is tracked.</source>
        <translation>Keiner wird verfolgt.</translation>
    </message>
    <message>
        <source>None is stale, has a gap, too many devices, a loop of fetches or broken keys.</source>
        <translation>Keiner ist veraltet, hat eine Lücke, zu viele Geräte, wird im Kreis abgerufen oder hat unbrauchbare Schlüssel.</translation>
    </message>
    <message>
        <source>None was seen yet. What succeeds is told by the log at DEBUG for synapse.handlers.device alone.</source>
        <translation>Noch wurde keine gesehen. Was gelingt, sagt das Log nur mit DEBUG für synapse.handlers.device.</translation>
    </message>
    <message>
        <source>How it went</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>What came of several of them, in one table by time</source>
        <translation>Was von mehreren von ihnen kam, in einer Tabelle nach Zeit</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
</context>
<context>
    <name>Lockstep::ServerPanel</name>
    <message>
        <source>Show its &amp;users</source>
        <translation>Seine Be&amp;nutzer zeigen</translation>
    </message>
    <message>
        <source>&amp;Try again now</source>
        <translation>Jetzt &amp;erneut versuchen</translation>
    </message>
    <message>
        <source>The homeserver forgets that this server failed and tries it again in the background. If the cause is still there, it fails again and the wait starts anew; whether it worked shows here within a minute or so. Nothing else changes.</source>
        <translation>Der Homeserver vergisst, dass dieser Server fehlschlug, und versucht es im Hintergrund erneut. Besteht die Ursache noch, schlägt es wieder fehl und die Wartezeit beginnt von vorn; ob es half, zeigt sich hier nach etwa einer Minute. Sonst ändert sich nichts.</translation>
    </message>
    <message>
        <source>End the wait</source>
        <translation>Wartezeit beenden</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Asking the homeserver to try again …</source>
        <translation>Bitte den Homeserver, es erneut zu versuchen …</translation>
    </message>
    <message>
        <source>The wait was ended at %1. The homeserver tries again in the background.</source>
        <translation>Die Wartezeit wurde um %1 beendet. Der Homeserver versucht es im Hintergrund erneut.</translation>
    </message>
    <message>
        <source>You may look here and not act. The gateway lets those end a wait whom it is given with --operator.</source>
        <translation>Sie dürfen hier ansehen und nicht handeln. Eine Wartezeit beenden darf, wer dem Gateway mit --operator genannt ist.</translation>
    </message>
    <message>
        <source>Refresh its &amp;stale users …</source>
        <translation>&amp;Veraltete Benutzer abgleichen …</translation>
    </message>
    <message>
        <source>Refresh &amp;its users …</source>
        <translation>Seine Benutzer ab&amp;gleichen …</translation>
    </message>
    <message>
        <source>The homeserver does not wait with this server: there is nothing to end.</source>
        <translation>Der Homeserver wartet bei diesem Server nicht: Es gibt nichts zu beenden.</translation>
    </message>
    <message>
        <source>This is under way.</source>
        <translation>Das läuft schon.</translation>
    </message>
    <message>
        <source>The homeserver follows no user of this server.</source>
        <translation>Der Homeserver verfolgt keinen Benutzer dieses Servers.</translation>
    </message>
    <message>
        <source>None of its users is stale.</source>
        <translation>Keiner seiner Benutzer ist veraltet.</translation>
    </message>
</context>
<context>
    <name>Lockstep::ServerRoute</name>
    <message>
        <source>Look up</source>
        <translation>Nachschlagen</translation>
    </message>
    <message>
        <source>Not looked up. The homeserver keeps no address; the gateway finds the way as federation does: .well-known, services of the name system, port 8448.</source>
        <translation>Nicht nachgeschlagen. Der Homeserver behält keine Adresse; das Gateway findet den Weg wie die Föderation: .well-known, Dienste im Namenssystem, Port 8448.</translation>
    </message>
    <message>
        <source>Asks name servers and that server&apos;s .well-known; nothing is sent in the homeserver&apos;s name</source>
        <translation>Fragt Nameserver und die .well-known jenes Servers; nichts wird im Namen des Homeservers gesendet</translation>
    </message>
    <message>
        <source>You may look here and not act.</source>
        <translation>Sie dürfen hier ansehen und nicht handeln.</translation>
    </message>
    <message>
        <source>Looking for the way …</source>
        <translation>Der Weg wird gesucht …</translation>
    </message>
    <message>
        <source>Not found: %1</source>
        <translation>Nicht gefunden: %1</translation>
    </message>
    <message>
        <source>%1, with a certificate for %2; looked up %3</source>
        <extracomment>%1: addresses with ports, %2: a name, %3: a time</extracomment>
        <translation>%1, mit einem Zertifikat für %2; nachgeschlagen %3</translation>
    </message>
</context>
<context>
    <name>Lockstep::ServerUsers</name>
    <message numerus="yes">
        <source>All %n tracked user(s) of %1, the newest first.</source>
        <translation>
            <numerusform>Der %n verfolgte Benutzer von %1, das Neueste zuerst.</numerusform>
            <numerusform>Alle %n verfolgten Benutzer von %1, das Neueste zuerst.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1, those who are stale before the others; the newest first.</source>
        <translation>
            <numerusform>%n Benutzer von %1, veraltete vor den anderen; das Neueste zuerst.</numerusform>
            <numerusform>%n Benutzer von %1, veraltete vor den anderen; das Neueste zuerst.</numerusform>
        </translation>
    </message>
    <message>
        <source>There may be others, who are left out.</source>
        <translation>Es kann weitere geben, die ausgelassen sind.</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) are left out.</source>
        <translation>
            <numerusform>%n weiterer ist ausgelassen.</numerusform>
            <numerusform>%n weitere sind ausgelassen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of those are stale.</source>
        <translation>
            <numerusform>%n von diesen ist veraltet.</numerusform>
            <numerusform>%n von diesen sind veraltet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::ServersPage</name>
    <message>
        <source>&amp;Failing only</source>
        <translation>Nur &amp;fehlschlagende</translation>
    </message>
    <message>
        <source>Search server</source>
        <translation>Server suchen</translation>
    </message>
    <message numerus="yes">
        <source>%n server(s)</source>
        <translation>
            <numerusform>%n Server</numerusform>
            <numerusform>%n Server</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the state of other servers …</source>
        <translation>Lese den Zustand anderer Server …</translation>
    </message>
    <message>
        <source>Show its users</source>
        <translation>Seine Benutzer zeigen</translation>
    </message>
    <message>
        <source>Show what waits for it</source>
        <translation>Zeigen, was auf ihn wartet</translation>
    </message>
    <message>
        <source>The state of other servers cannot be read here</source>
        <translation>Der Zustand anderer Server lässt sich hier nicht lesen</translation>
    </message>
    <message>
        <source>No server is failing</source>
        <translation>Kein Server schlägt fehl</translation>
    </message>
    <message>
        <source>Every server that was tried has answered.</source>
        <translation>Jeder Server, der versucht wurde, hat geantwortet.</translation>
    </message>
    <message>
        <source>Show all servers</source>
        <translation>Alle Server zeigen</translation>
    </message>
    <message>
        <source>No other servers are known</source>
        <translation>Keine anderen Server bekannt</translation>
    </message>
    <message>
        <source>This homeserver has not sent anything to another server yet. They appear when local users share rooms with users elsewhere.</source>
        <translation>Dieser Homeserver hat noch nichts an einen anderen gesandt. Sie erscheinen, wenn lokale Benutzer Räume mit Benutzern anderswo teilen.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>failing for %1</source>
        <translation>schlägt fehl seit %1</translation>
    </message>
    <message>
        <source>Last try</source>
        <translation>Letzter Versuch</translation>
    </message>
    <message>
        <source>Next try</source>
        <translation>Nächster Versuch</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Wartezeit</translation>
    </message>
    <message>
        <source>How long the homeserver waits between tries; it grows with each failure.</source>
        <translation>Wie lange der Homeserver zwischen Versuchen wartet; sie wächst mit jedem Fehlschlag.</translation>
    </message>
    <message>
        <source>Tracked users</source>
        <translation>Verfolgte Benutzer</translation>
    </message>
    <message>
        <source>Users of that server whose device lists are kept here.</source>
        <translation>Benutzer dieses Servers, deren Gerätelisten hier geführt werden.</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Veraltet</translation>
    </message>
    <message>
        <source>Users of that server whose list is out of step and waits for a resync.</source>
        <translation>Benutzer dieses Servers, deren Liste nicht im Gleichschritt ist und auf einen Neuabgleich wartet.</translation>
    </message>
    <message>
        <source>Messages waiting</source>
        <translation>Wartende Nachrichten</translation>
    </message>
    <message>
        <source>Send-to-device messages of local users that this server has not confirmed.</source>
        <translation>Send-to-Device-Nachrichten lokaler Benutzer, die dieser Server nicht bestätigt hat.</translation>
    </message>
    <message>
        <source>&amp;Servers</source>
        <translation>&amp;Server</translation>
    </message>
    <message>
        <source>Refresh its stale users …</source>
        <translation>Veraltete Benutzer abgleichen …</translation>
    </message>
    <message>
        <source>Refresh all its users …</source>
        <translation>Alle seine Benutzer abgleichen …</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Since when every try has failed, by what the homeserver keeps. Without a backoff a try may have failed all the same: what is known of its answers stands beside the list.</source>
        <translation>Seit wann jeder Versuch scheitert, nach dem, was der Homeserver festhält. Auch ohne Wartezeit kann ein Versuch gescheitert sein: Was von den Antworten bekannt ist, steht neben der Liste.</translation>
    </message>
    <message>
        <source>no backoff</source>
        <translation>keine Wartezeit</translation>
    </message>
    <message>
        <source>Heat &amp;map</source>
        <translation>Heat&amp;map</translation>
    </message>
    <message>
        <source>What every server did, by time</source>
        <translation>Was jeder Server tat, nach Zeit</translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation>Heatmap</translation>
    </message>
    <message>
        <source>Compare its users by time …</source>
        <translation>Seine Benutzer nach Zeit vergleichen …</translation>
    </message>
    <message>
        <source>Users of %1 could not be read: %2</source>
        <translation>Benutzer von %1 konnten nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>%1 has no two tracked users to compare.</source>
        <translation>%1 hat keine zwei verfolgten Benutzer, die verglichen werden könnten.</translation>
    </message>
</context>
<context>
    <name>Lockstep::Session</name>
    <message>
        <source>Asking the keychain</source>
        <translation>Frage den Schlüsselbund</translation>
    </message>
    <message>
        <source>Lockstep has forgotten the access token. It was given, not made here, and stays valid at %1 until it is logged out there.</source>
        <translation>Lockstep hat das Zugriffstoken vergessen. Es wurde gegeben, nicht hier erzeugt, und bleibt bei %1 gültig, bis es dort abgemeldet wird.</translation>
    </message>
    <message>
        <source>Signing out</source>
        <translation>Melde ab</translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation>%1 hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>The files are closed.</source>
        <translation>Die Dateien sind geschlossen.</translation>
    </message>
</context>
<context>
    <name>Lockstep::SideBar</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>tool tip of an entry of the side bar; %1 is the page&apos;s name, %2 its keys</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>live</source>
        <translation>aktuell</translation>
    </message>
    <message>
        <source>connecting …</source>
        <translation>verbinde …</translation>
    </message>
    <message>
        <source>not live</source>
        <translation>nicht aktuell</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <extracomment>name of an entry of the side bar: a page, and how many things on it need attention</extracomment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, viewer</source>
        <translation>%1, nur ansehen</translation>
    </message>
    <message>
        <source>read only</source>
        <translation>nur lesend</translation>
    </message>
</context>
<context>
    <name>Lockstep::SideBySide</name>
    <message>
        <source>%1 of %2</source>
        <extracomment>so many of so many devices: &quot;3 of 5&quot;</extracomment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>master and self-signing key</source>
        <translation>Haupt- und Selbstsignaturschlüssel</translation>
    </message>
    <message>
        <source>master key alone</source>
        <translation>nur Hauptschlüssel</translation>
    </message>
    <message>
        <source>self-signing key alone</source>
        <translation>nur Selbstsignaturschlüssel</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Two users side by side</source>
        <translation>Zwei Benutzer nebeneinander</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>Eigenschaft</translation>
    </message>
    <message>
        <source>Same?</source>
        <translation>Gleich?</translation>
    </message>
    <message>
        <source>Loading …</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>With keys</source>
        <translation>Mit Schlüsseln</translation>
    </message>
    <message>
        <source>With a valid own signature</source>
        <translation>Mit gültiger eigener Signatur</translation>
    </message>
    <message>
        <source>Cross-signed</source>
        <translation>Quersigniert</translation>
    </message>
    <message>
        <source>Cross-signing</source>
        <translation>Cross-Signing</translation>
    </message>
    <message>
        <source>Algorithms</source>
        <translation>Algorithmen</translation>
    </message>
    <message>
        <source>Stored stream_id</source>
        <translation>Gespeicherte stream_id</translation>
    </message>
    <message>
        <source>Last update</source>
        <translation>Letztes Update</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
</context>
<context>
    <name>Lockstep::SidesDialog</name>
    <message>
        <source>no key</source>
        <translation>kein Schlüssel</translation>
    </message>
    <message>
        <source>Two sides of one user</source>
        <translation>Zwei Seiten eines Benutzers</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>@name:server, a remote user or one of this homeserver</source>
        <translation>@name:server, ein entfernter Benutzer oder einer dieses Homeservers</translation>
    </message>
    <message>
        <source>&amp;User</source>
        <translation>&amp;Benutzer</translation>
    </message>
    <message>
        <source>Devices and keys on both sides</source>
        <translation>Geräte und Schlüssel auf beiden Seiten</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Own server</source>
        <translation>Eigener Server</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopie</translation>
    </message>
    <message>
        <source>Same?</source>
        <translation>Gleich?</translation>
    </message>
    <message>
        <source>Where it stopped</source>
        <translation>Wo es hängen blieb</translation>
    </message>
    <message>
        <source>&amp;Other side</source>
        <translation>&amp;Andere Seite</translation>
    </message>
    <message>
        <source>Compare &amp;again</source>
        <translation>&amp;Erneut vergleichen</translation>
    </message>
    <message>
        <source>&amp;Save case …</source>
        <translation>Fall &amp;speichern …</translation>
    </message>
    <message>
        <source>What this gateway knows of the user, for the other server&apos;s operator: public keys and names, no tokens</source>
        <translation>Was dieses Gateway über den Benutzer weiß, für den Betreiber des anderen Servers: öffentliche Schlüssel und Namen, keine Token</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>Wird gefragt …</translation>
    </message>
    <message>
        <source>This gateway is too old to tell its side of a user.</source>
        <translation>Dieses Gateway ist zu alt, um seine Seite eines Benutzers zu nennen.</translation>
    </message>
    <message>
        <source>The other side: %1</source>
        <translation>Die andere Seite: %1</translation>
    </message>
    <message>
        <source>Window of %1</source>
        <translation>Fenster von %1</translation>
    </message>
    <message>
        <source>Case file …</source>
        <translation>Falldatei …</translation>
    </message>
    <message>
        <source>Case file of the other side</source>
        <translation>Falldatei der anderen Seite</translation>
    </message>
    <message>
        <source>Save case</source>
        <translation>Fall speichern</translation>
    </message>
    <message>
        <source>Other side: %1, made at %2</source>
        <translation>Andere Seite: %1, erstellt %2</translation>
    </message>
    <message>
        <source>Other side: none yet. Choose another window of this program, or a case file.</source>
        <translation>Andere Seite: noch keine. Wählen Sie ein anderes Fenster dieses Programms oder eine Falldatei.</translation>
    </message>
    <message>
        <source>Nothing is known of this user here.</source>
        <translation>Über diesen Benutzer ist hier nichts bekannt.</translation>
    </message>
    <message>
        <source>Say which user.</source>
        <translation>Geben Sie den Benutzer an.</translation>
    </message>
    <message>
        <source>That is no user ID; it has to look like @name:server.</source>
        <translation>Das ist keine Benutzer-ID; sie muss aussehen wie @name:server.</translation>
    </message>
    <message>
        <source>These two cannot be compared.</source>
        <translation>Diese beiden lassen sich nicht vergleichen.</translation>
    </message>
    <message>
        <source>master key</source>
        <translation>Master-Schlüssel</translation>
    </message>
    <message>
        <source>self-signing key</source>
        <translation>Self-Signing-Schlüssel</translation>
    </message>
    <message>
        <source>Case files (*.lockstep-case *.json);;All files (*)</source>
        <translation>Fall-Dateien (*.lockstep-case *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Case files (*.lockstep-case *.json)</source>
        <translation>Fall-Dateien (*.lockstep-case *.json)</translation>
    </message>
</context>
<context>
    <name>Lockstep::SignIn</name>
    <message>
        <source>Waiting for the code to be typed in</source>
        <translation>Wartet darauf, dass der Code eingegeben wird</translation>
    </message>
    <message>
        <source>Signing in to %1</source>
        <translation>Melde an bei %1</translation>
    </message>
    <message>
        <source>Waiting for the sign-in in the browser</source>
        <translation>Wartet auf die Anmeldung im Browser</translation>
    </message>
</context>
<context>
    <name>Lockstep::SignInPanel</name>
    <message>
        <source>Copy the &amp;address</source>
        <translation>&amp;Adresse kopieren</translation>
    </message>
    <message>
        <source>Copy the &amp;code</source>
        <translation>&amp;Code kopieren</translation>
    </message>
    <message>
        <source>No browser could be opened here. Copy the address into one on this machine, or cancel and sign in with a code.</source>
        <translation>Hier ließ sich kein Browser öffnen. Kopieren Sie die Adresse in einen auf diesem Rechner, oder brechen Sie ab und melden Sie sich mit einem Code an.</translation>
    </message>
    <message>
        <source>The server decides whether this account may have admin rights. If it may not, the page in the browser says that the request was denied, and no answer comes here.</source>
        <translation>Der Server entscheidet, ob dieses Konto Admin-Rechte haben darf. Darf es das nicht, sagt die Seite im Browser, dass die Anfrage abgelehnt wurde, und hier kommt keine Antwort an.</translation>
    </message>
    <message>
        <source>Sign in &amp;without admin rights</source>
        <translation>&amp;Ohne Admin-Rechte anmelden</translation>
    </message>
    <message>
        <source>Sign in in the browser</source>
        <translation>Im Browser anmelden</translation>
    </message>
    <message>
        <source>Sign in with a code</source>
        <translation>Mit einem Code anmelden</translation>
    </message>
    <message>
        <source>Lockstep has opened a page of %1. It goes on here by itself when you are done there.</source>
        <translation>Lockstep hat eine Seite von %1 geöffnet. Hier geht es von selbst weiter, wenn Sie dort fertig sind.</translation>
    </message>
    <message>
        <source>Open this page on any device with a browser, and type the code there. Lockstep goes on by itself when you are done. Never give this code to anybody.</source>
        <translation>Öffnen Sie diese Seite auf einem beliebigen Gerät mit Browser und geben Sie dort den Code ein. Hier geht es von selbst weiter, wenn Sie fertig sind. Geben Sie diesen Code an niemanden weiter.</translation>
    </message>
    <message>
        <source>&amp;Open again</source>
        <translation>Nochmals &amp;öffnen</translation>
    </message>
    <message>
        <source>&amp;Open it here</source>
        <translation>Hier &amp;öffnen</translation>
    </message>
</context>
<context>
    <name>Lockstep::SourcesPage</name>
    <message>
        <source>S&amp;ources</source>
        <translation>&amp;Quellen</translation>
    </message>
    <message>
        <source>Where this is known from</source>
        <translation>Woher das bekannt ist</translation>
    </message>
    <message>
        <source>The gateway is checking</source>
        <translation>Das Gateway prüft</translation>
    </message>
    <message>
        <source>Only what needs &amp;attention</source>
        <translation>Nur was &amp;Aufmerksamkeit braucht</translation>
    </message>
    <message>
        <source>&amp;Copy all</source>
        <translation>Alles &amp;kopieren</translation>
    </message>
    <message>
        <source>The whole report as text, to hand on.</source>
        <translation>Der ganze Bericht als Text, zum Weitergeben.</translation>
    </message>
    <message>
        <source>Check a&amp;gain</source>
        <translation>&amp;Erneut prüfen</translation>
    </message>
    <message>
        <source>The gateway looks at its database, logs, proxy, clocks and history. It writes nothing, and takes half a minute at most.</source>
        <translation>Das Gateway sieht nach Datenbank, Protokollen, Proxy, Uhren und Verlauf. Es schreibt nichts und braucht höchstens eine halbe Minute.</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Copy what to do</source>
        <translation>Kopieren, was zu tun ist</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>The gateway looks at what it rests on …</source>
        <translation>Das Gateway sieht nach, worauf es beruht …</translation>
    </message>
    <message>
        <source>This is not up to date: %1</source>
        <extracomment>%1: what went wrong</extracomment>
        <translation>Das ist nicht aktuell: %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>This gateway cannot check itself</source>
        <translation>Dieses Gateway kann sich nicht selbst prüfen</translation>
    </message>
    <message>
        <source>It is older than this program. Update it, or run “lockstep-gateway check” of a newer one beside it.</source>
        <translation>Es ist älter als dieses Programm: aktualisieren, oder „lockstep-gateway check“ eines neueren daneben ausführen.</translation>
    </message>
    <message>
        <source>There is nothing to check</source>
        <translation>Es gibt nichts zu prüfen</translation>
    </message>
    <message>
        <source>The lab records what it receives by itself: it has no database of another program, no log and no proxy that could be wrong.</source>
        <translation>Das Labor zeichnet selbst auf, was es empfängt: Es hat keine Datenbank eines anderen Programms, kein Protokoll und keinen Proxy, mit denen etwas nicht stimmen könnte.</translation>
    </message>
    <message>
        <source>As of %1: %2.</source>
        <extracomment>%1: a time, %2: &quot;1 fault, 2 warnings, …&quot;</extracomment>
        <translation>Stand %1: %2.</translation>
    </message>
    <message>
        <source>Nothing needs attention</source>
        <translation>Nichts braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>All that could be looked at is in order. What was looked at is shown without the filter.</source>
        <translation>Alles, was geprüft werden konnte, ist in Ordnung. Was geprüft wurde, zeigt die Liste ohne den Filter.</translation>
    </message>
    <message>
        <source>To do: %1</source>
        <extracomment>%1: what to do, in the gateway&apos;s words</extracomment>
        <translation>Zu tun: %1</translation>
    </message>
    <message>
        <source>Known from: %1</source>
        <extracomment>%1: a file, an address, &quot;its last lines&quot;</extracomment>
        <translation>Bekannt aus: %1</translation>
    </message>
</context>
<context>
    <name>Lockstep::StateStack</name>
    <message>
        <source>This could not be loaded</source>
        <translation>Das ließ sich nicht laden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>Lockstep::TimeComparison</name>
    <message>
        <source>device removed</source>
        <translation>Gerät entfernt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>a resync and how it went: &quot;resync: 5&quot;, &quot;resync: 502: gone&quot;</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Several users by time</source>
        <translation>Mehrere Benutzer nach Zeit</translation>
    </message>
    <message>
        <source>Search user or device</source>
        <translation>Benutzer oder Gerät suchen</translation>
    </message>
    <message>
        <source>Updates of several users by time</source>
        <translation>Updates mehrerer Benutzer nach Zeit</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s)</source>
        <translation>
            <numerusform>%n Update</numerusform>
            <numerusform>%n Updates</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the histories …</source>
        <translation>Die Verläufe werden gelesen …</translation>
    </message>
    <message>
        <source>Nothing was recorded</source>
        <translation>Nichts wurde aufgezeichnet</translation>
    </message>
    <message>
        <source>No update of any of these users was recorded yet.</source>
        <translation>Von keinem dieser Benutzer wurde bisher ein Update aufgezeichnet.</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s), the newest first.</source>
        <translation>
            <numerusform>%n Benutzer, das Neueste zuerst.</numerusform>
            <numerusform>%n Benutzer, das Neueste zuerst.</numerusform>
        </translation>
    </message>
    <message>
        <source>Show in the user&apos;s history</source>
        <translation>Im Verlauf des Benutzers zeigen</translation>
    </message>
    <message>
        <source>&amp;Export …</source>
        <translation>&amp;Exportieren …</translation>
    </message>
    <message>
        <source>Writes the table to a file, as it is searched now; selected rows are copied by their menu</source>
        <translation>Schreibt die Tabelle in eine Datei, so wie sie gerade durchsucht ist; ausgewählte Zeilen kopiert ihr Menü</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Breaks</source>
        <translation>Brüche</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>stream_id</source>
        <translation>stream_id</translation>
    </message>
</context>
<context>
    <name>Lockstep::TokenDesk</name>
    <message>
        <source>The sign-in is kept for this run only. %1</source>
        <translation>Die Anmeldung gilt nur für diesen Lauf. %1</translation>
    </message>
    <message>
        <source>The sign-in is kept for this run only, as you chose.</source>
        <translation>Die Anmeldung gilt nur für diesen Lauf, wie gewählt.</translation>
    </message>
    <message>
        <source>%1 ended the session: sign in again.</source>
        <translation>%1 hat die Sitzung beendet: neu anmelden.</translation>
    </message>
    <message>
        <source>The sign-in at %1 has expired: it asks for the password again.</source>
        <translation>Die Anmeldung bei %1 ist abgelaufen: das Passwort wird noch einmal verlangt.</translation>
    </message>
    <message>
        <source>Signed out. The homeserver may accept the token for two more minutes.</source>
        <translation>Abgemeldet. Der Homeserver nimmt das Token vielleicht noch zwei Minuten lang an.</translation>
    </message>
    <message>
        <source>Signed out.</source>
        <translation>Abgemeldet.</translation>
    </message>
    <message>
        <source>Signed out here only: %1 End the session of Lockstep in the account&apos;s settings.</source>
        <translation>Nur hier abgemeldet: %1 Beenden Sie die Sitzung von Lockstep in den Einstellungen des Kontos.</translation>
    </message>
    <message>
        <source>Signed out here only: %1 Remove the device %2 from the account by other means.</source>
        <translation>Nur hier abgemeldet: %1 Das Gerät %2 auf anderem Weg aus dem Konto entfernen.</translation>
    </message>
</context>
<context>
    <name>Lockstep::TrailView</name>
    <message>
        <source>Search user or server</source>
        <translation>Benutzer oder Server suchen</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(s)</source>
        <translation>
            <numerusform>%n Eintrag</numerusform>
            <numerusform>%n Einträge</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading who did what …</source>
        <translation>Wer was getan hat, wird gelesen …</translation>
    </message>
    <message>
        <source>Nothing was done yet</source>
        <translation>Noch wurde nichts getan</translation>
    </message>
    <message>
        <source>Every refresh, every end of a backoff and every look at contents of messages is kept here: who, when, on whom, and what came of it.</source>
        <translation>Hier wird jede Aktualisierung, jedes Ende einer Wartezeit und jeder Blick in Inhalte von Nachrichten festgehalten: wer, wann, bei wem, und was daraus wurde.</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Refreshes</source>
        <translation>Aktualisierungen</translation>
    </message>
    <message>
        <source>Ends of a backoff</source>
        <translation>Enden einer Wartezeit</translation>
    </message>
    <message>
        <source>Looks at contents</source>
        <translation>Blicke in Inhalte</translation>
    </message>
    <message>
        <source>Show on whom it was</source>
        <translation>Zeigen, bei wem es war</translation>
    </message>
    <message>
        <source>Acknowledged incidents</source>
        <translation>Zur Kenntnis genommene Vorfälle</translation>
    </message>
    <message>
        <source>Muted incidents</source>
        <translation>Stummschaltungen</translation>
    </message>
    <message>
        <source>Unmuted incidents</source>
        <translation>Aufgehobene Stummschaltungen</translation>
    </message>
    <message>
        <source>Audits</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Who did what</source>
        <translation>Wer was getan hat</translation>
    </message>
</context>
<context>
    <name>Lockstep::Tray</name>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
</context>
<context>
    <name>Lockstep::UpdateDetails</name>
    <message>
        <source>stream_id</source>
        <translation>stream_id</translation>
    </message>
    <message>
        <source>prev_id</source>
        <translation>prev_id</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Quellen</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Signatur</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Device list as it was then</source>
        <translation>Geräteliste, wie sie damals war</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>Update</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Select an update to see what it means.</source>
        <translation>Ein Update auswählen, um zu sehen, was es bedeutet.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n before it</source>
        <extracomment>two stream_ids: the first and the last of a run</extracomment>
        <translation>
            <numerusform>%1 und %n davor</numerusform>
            <numerusform>%1 und %n davor</numerusform>
        </translation>
    </message>
    <message>
        <source>holds</source>
        <translation>hält</translation>
    </message>
    <message>
        <source>does not hold</source>
        <translation>hält nicht</translation>
    </message>
    <message>
        <source>… cut after %1</source>
        <translation>… nach %1 gekürzt</translation>
    </message>
    <message>
        <source>Never received: there is nothing to show.</source>
        <translation>Nie angekommen: Es gibt nichts zu zeigen.</translation>
    </message>
    <message>
        <source>Several updates; press Right to see them one by one.</source>
        <translation>Mehrere Updates; Pfeil rechts zeigt sie einzeln.</translation>
    </message>
    <message>
        <source>JSON copied.</source>
        <translation>JSON kopiert.</translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) by the recorded updates up to here.</source>
        <translation>
            <numerusform>%n Gerät nach den bis hier aufgezeichneten Updates.</numerusform>
            <numerusform>%n Geräte nach den bis hier aufgezeichneten Updates.</numerusform>
        </translation>
    </message>
    <message>
        <source>Older updates are still being loaded.</source>
        <translation>Ältere Updates werden noch geladen.</translation>
    </message>
    <message>
        <source>Devices without an update since recording began are not among them.</source>
        <translation>Geräte ohne Update seit Beginn der Aufzeichnung sind nicht dabei.</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>added</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>back again</source>
        <translation>wieder da</translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) changed between %1 and %2, by the recorded updates.</source>
        <extracomment>%1 and %2 are stream_ids</extracomment>
        <translation>
            <numerusform>%n Gerät änderte sich zwischen %1 und %2, nach den aufgezeichneten Updates.</numerusform>
            <numerusform>%n Geräte änderten sich zwischen %1 und %2, nach den aufgezeichneten Updates.</numerusform>
        </translation>
    </message>
    <message>
        <source>List as it was then</source>
        <translation>Damalige Liste</translation>
    </message>
    <message>
        <source>Loading …</source>
        <translation>Wird geladen …</translation>
    </message>
    <message>
        <source>The resync of %1 fetched a whole list that is not recorded: other devices may have come or gone with it.</source>
        <translation>Der Neuabgleich von %1 hat eine ganze Liste geholt, die nicht aufgezeichnet ist: damit können weitere Geräte gekommen oder gegangen sein.</translation>
    </message>
    <message>
        <source>Last update</source>
        <translation>Letzte Aktualisierung</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Was sich geändert hat</translation>
    </message>
    <message>
        <source>Name before</source>
        <translation>Name vorher</translation>
    </message>
    <message>
        <source>Name after</source>
        <translation>Name nachher</translation>
    </message>
    <message>
        <source>no name</source>
        <translation>kein Name</translation>
    </message>
    <message>
        <source>What is known of the update</source>
        <translation>Was von dem Update bekannt ist</translation>
    </message>
    <message>
        <source>%1 (%2: %3)</source>
        <extracomment>a time, and the same in other words: &quot;2026-11-27 12:00:00.000 UTC (After the marked row: +12.000 s)&quot;</extracomment>
        <translation>%1 (%2: %3)</translation>
    </message>
    <message>
        <source>The device before and after the update</source>
        <translation>Das Gerät vor und nach dem Update</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>Eigenschaft</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Vorher und nachher</translation>
    </message>
    <message>
        <source>This row is no update of a device.</source>
        <translation>Diese Zeile ist kein Update eines Geräts.</translation>
    </message>
    <message>
        <source>The source gave the ids of this update alone, not what it says of %1.</source>
        <translation>Die Quelle gab nur die IDs dieses Updates, nicht was es über %1 sagt.</translation>
    </message>
    <message>
        <source>No update of %1 before this one is recorded with its content.</source>
        <translation>Kein Update von %1 vor diesem ist mit Inhalt aufgezeichnet.</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n difference(s) between %2 and %3.</source>
        <extracomment>two times</extracomment>
        <translation>
            <numerusform>%1: %n Unterschied zwischen %2 und %3.</numerusform>
            <numerusform>%1: %n Unterschiede zwischen %2 und %3.</numerusform>
        </translation>
    </message>
    <message>
        <source>No update of %1 before this one, with its content, is among what is loaded so far.</source>
        <translation>Unter dem bisher Geladenen ist vor dieser keine Änderung von %1 mit ihrem Inhalt.</translation>
    </message>
    <message numerus="yes">
        <source>%1: at least %n difference(s) between %2 and %3.</source>
        <translation>
            <numerusform>%1: mindestens %n Unterschied zwischen %2 und %3.</numerusform>
            <numerusform>%1: mindestens %n Unterschiede zwischen %2 und %3.</numerusform>
        </translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Logzeilen</translation>
    </message>
</context>
<context>
    <name>Lockstep::UserCheck</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Shows what differs, on the page Audit</source>
        <translation>Zeigt auf der Seite Prüfung, was abweicht</translation>
    </message>
    <message>
        <source>You may look here and not act.</source>
        <translation>Sie dürfen hier ansehen und nicht handeln.</translation>
    </message>
    <message>
        <source>Asks the user&apos;s own server for the list and compares; nothing is changed</source>
        <translation>Fragt den eigenen Server des Benutzers nach der Liste und vergleicht; nichts wird geändert</translation>
    </message>
    <message>
        <source>Asking %1 for the list …</source>
        <translation>%1 wird nach der Liste gefragt …</translation>
    </message>
    <message>
        <source>Never compared with the list at %1</source>
        <translation>Nie mit der Liste bei %1 verglichen</translation>
    </message>
</context>
<context>
    <name>Lockstep::UserFilter</name>
    <message>
        <source>Of “name:”, “device:”, “key:” and words without a key only one can be searched for at a time, and none with a minus.</source>
        <translation>Von „name:“, „device:“, „key:“ und Wörtern ohne Schlüssel kann nur eines zugleich gesucht werden, und keines mit Minus.</translation>
    </message>
</context>
<context>
    <name>Lockstep::UserHeader</name>
    <message>
        <source>Refresh</source>
        <translation>Neu abgleichen</translation>
    </message>
    <message>
        <source>User ID</source>
        <translation>Benutzer-ID</translation>
    </message>
    <message>
        <source>stream %1</source>
        <translation>Stream %1</translation>
    </message>
    <message>
        <source>updated %1</source>
        <translation>geändert %1</translation>
    </message>
    <message>
        <source>stale since %1</source>
        <translation>veraltet seit %1</translation>
    </message>
    <message>
        <source>the server is tried again at %1</source>
        <translation>der Server wird um %1 erneut versucht</translation>
    </message>
    <message>
        <source>Makes the homeserver fetch the whole list from the user&apos;s server (Ctrl+R)</source>
        <translation>Lässt den Homeserver die ganze Liste vom Server des Benutzers holen (Strg+R)</translation>
    </message>
    <message numerus="yes">
        <source>%1 device(s)</source>
        <translation>
            <numerusform>%1 Gerät</numerusform>
            <numerusform>%1 Geräte</numerusform>
        </translation>
    </message>
    <message>
        <source>in step when last compared</source>
        <translation>beim letzten Vergleich im Gleichschritt</translation>
    </message>
    <message>
        <source>fetched from its server %1</source>
        <translation>von seinem Server geholt: %1</translation>
    </message>
</context>
<context>
    <name>Lockstep::UserList</name>
    <message>
        <source>Loading users …</source>
        <translation>Lade Benutzer …</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n Benutzer</numerusform>
            <numerusform>%n Benutzer</numerusform>
        </translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Only users of this server</source>
        <translation>Nur Benutzer dieses Servers</translation>
    </message>
    <message>
        <source>Only users of exactly this server</source>
        <translation>Nur Benutzer genau dieses Servers</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>Veraltet</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>Remote failing</source>
        <translation>Unerreichbar</translation>
    </message>
    <message>
        <source>Unsigned</source>
        <translation>Unsigniert</translation>
    </message>
    <message>
        <source>Unusable keys</source>
        <translation>Unbrauchbare Schlüssel</translation>
    </message>
    <message>
        <source>Cross-signing broken</source>
        <translation>Cross-Signing gestört</translation>
    </message>
    <message>
        <source>Too many devices</source>
        <translation>Zu viele Geräte</translation>
    </message>
    <message>
        <source>Leftover</source>
        <translation>Übrig</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Differs</source>
        <translation>Weicht ab</translation>
    </message>
</context>
<context>
    <name>Lockstep::UserPane</name>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Cross-signing</source>
        <translation>Cross-Signing</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>No user is selected</source>
        <translation>Kein Benutzer ausgewählt</translation>
    </message>
    <message>
        <source>Select a user to see the devices, the history of updates and what is wrong with them.</source>
        <translation>Einen Benutzer auswählen, um Geräte, Verlauf der Updates und Befunde zu sehen.</translation>
    </message>
    <message numerus="yes">
        <source>%n users are selected</source>
        <translation>
            <numerusform>%n Benutzer ausgewählt</numerusform>
            <numerusform>%n Benutzer ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>They can be refreshed one after the other; progress and results are on the page Activity.</source>
        <translation>Sie lassen sich nacheinander neu abgleichen; Fortschritt und Ergebnisse stehen auf der Seite Aktivität.</translation>
    </message>
    <message numerus="yes">
        <source>Refresh %n users</source>
        <translation>
            <numerusform>%n Benutzer neu abgleichen</numerusform>
            <numerusform>%n Benutzer neu abgleichen</numerusform>
        </translation>
    </message>
    <message>
        <source>Loading the devices of %1 …</source>
        <translation>Lade die Geräte von %1 …</translation>
    </message>
    <message>
        <source>Findings (%1)</source>
        <translation>Befunde (%1)</translation>
    </message>
    <message>
        <source>This gateway cannot refresh.</source>
        <translation>Dieses Gateway kann nicht neu abgleichen.</translation>
    </message>
</context>
<context>
    <name>Lockstep::UserPlace</name>
    <message>
        <source>%1, row %2</source>
        <extracomment>where &quot;Back to …&quot; leads: a user, and an update of the user&apos;s history</extracomment>
        <translation>%1, Zeile %2</translation>
    </message>
    <message>
        <source>%1, stream_id %2</source>
        <extracomment>the same, where the update has a stream_id</extracomment>
        <translation>%1, stream_id %2</translation>
    </message>
</context>
<context>
    <name>Lockstep::UserSearch</name>
    <message>
        <source>User, device, name, key or server</source>
        <translation>Benutzer, Gerät, Name, Schlüssel oder Server</translation>
    </message>
    <message>
        <source>Search users</source>
        <translation>Benutzer suchen</translation>
    </message>
    <message>
        <source>Any part of a user ID, a server&apos;s name, a device&apos;s ID or a device&apos;s name; of a device&apos;s key its beginning, or any 11 characters. What starts with @ is a user ID from its beginning.</source>
        <translation>Ein beliebiger Teil einer Benutzer-ID, eines Servernamens, einer Geräte-ID oder eines Gerätenamens; von einem Geräteschlüssel der Anfang oder 11 beliebige Zeichen. Was mit @ beginnt, ist eine Benutzer-ID von ihrem Anfang an.</translation>
    </message>
    <message>
        <source>The search index is being built: %1 of %2 users so far. The others are found by their IDs alone.</source>
        <translation>Das Suchverzeichnis wird aufgebaut: bisher %1 von %2 Benutzern. Die übrigen werden nur an ihrer ID gefunden.</translation>
    </message>
    <message numerus="yes">
        <source>The search index is being built: %n user(s) so far. The others are found by their IDs alone.</source>
        <translation>
            <numerusform>Das Suchverzeichnis wird aufgebaut: bisher %n Benutzer. Die übrigen werden nur an ihrer ID gefunden.</numerusform>
            <numerusform>Das Suchverzeichnis wird aufgebaut: bisher %n Benutzer. Die übrigen werden nur an ihrer ID gefunden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n user(s) not everything is indexed: their lists are too long.</source>
        <translation>
            <numerusform>Von %n Benutzer ist nicht alles verzeichnet: Die Liste ist zu lang.</numerusform>
            <numerusform>Von %n Benutzern ist nicht alles verzeichnet: Die Listen sind zu lang.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not tracked</source>
        <translation>Nicht verfolgt</translation>
    </message>
    <message>
        <source>%1 is not tracked: either no local user shares a room with them, or nobody here has needed their devices yet. The first encrypted message, or a client&apos;s question for their keys, makes the homeserver fetch the list.</source>
        <translation>%1 wird nicht verfolgt: Entweder teilt kein lokaler Benutzer einen Raum mit ihm, oder niemand hier hat seine Geräte bisher gebraucht. Die erste verschlüsselte Nachricht oder die Frage eines Clients nach seinen Schlüsseln lässt den Homeserver die Liste holen.</translation>
    </message>
    <message>
        <source>Show all users</source>
        <translation>Alle Benutzer zeigen</translation>
    </message>
    <message>
        <source>Nothing contains “%1”</source>
        <translation>Nichts enthält „%1“</translation>
    </message>
    <message>
        <source>Of the users that the filters leave, no ID, server, device ID, device name or device key contains it.</source>
        <translation>Bei den Benutzern, die die Filter übrig lassen, kommt es in keiner ID, keinem Server, keiner Geräte-ID, keinem Gerätenamen und keinem Geräteschlüssel vor.</translation>
    </message>
    <message>
        <source>No ID, server, device ID, device name or device key of a tracked user contains it.</source>
        <translation>Bei keinem verfolgten Benutzer kommt es in ID, Server, Geräte-ID, Gerätename oder Geräteschlüssel vor.</translation>
    </message>
    <message>
        <source>%1 users are indexed, as of %2 or later.</source>
        <translation>%1 Benutzer sind verzeichnet, Stand %2 oder jünger.</translation>
    </message>
    <message>
        <source>Nothing found for “%1” so far</source>
        <translation>Zu „%1“ bisher nichts gefunden</translation>
    </message>
    <message>
        <source>No user matches</source>
        <translation>Kein Benutzer passt</translation>
    </message>
    <message>
        <source>No remote user fits the search and the filters.</source>
        <translation>Kein entfernter Benutzer passt zu Suche und Filtern.</translation>
    </message>
    <message>
        <source>No remote users yet</source>
        <translation>Noch keine entfernten Benutzer</translation>
    </message>
    <message>
        <source>The homeserver tracks no device list of a remote user: its users share no encrypted room with users of other servers.</source>
        <translation>Der Homeserver verfolgt keine Geräteliste eines entfernten Benutzers: Seine Benutzer teilen keinen verschlüsselten Raum mit Benutzern anderer Server.</translation>
    </message>
</context>
<context>
    <name>Lockstep::UsersPage</name>
    <message>
        <source>Refresh</source>
        <translation>Neu abgleichen</translation>
    </message>
    <message numerus="yes">
        <source>Refresh %n users</source>
        <translation>
            <numerusform>%n Benutzer neu abgleichen</numerusform>
            <numerusform>%n Benutzer neu abgleichen</numerusform>
        </translation>
    </message>
    <message>
        <source>Only users of this server</source>
        <translation>Nur Benutzer dieses Servers</translation>
    </message>
    <message>
        <source>Show the server</source>
        <translation>Server zeigen</translation>
    </message>
    <message>
        <source>&amp;Users</source>
        <translation>&amp;Benutzer</translation>
    </message>
    <message>
        <source>Refresh all &amp;stale …</source>
        <translation>Alle &amp;veralteten abgleichen …</translation>
    </message>
    <message>
        <source>Shows first how many they are, how long it takes and who is left out</source>
        <translation>Zeigt zuerst, wie viele es sind, wie lange es dauert und wer ausgelassen wird</translation>
    </message>
    <message>
        <source>Refresh all stale users …</source>
        <translation>Alle veralteten Benutzer neu abgleichen …</translation>
    </message>
    <message>
        <source>Compare with the other side …</source>
        <translation>Mit der anderen Seite vergleichen …</translation>
    </message>
    <message>
        <source>Save case …</source>
        <translation>Fall sichern …</translation>
    </message>
    <message>
        <source>Compare by time …</source>
        <translation>Nach Zeit vergleichen …</translation>
    </message>
    <message numerus="yes">
        <source>Compare by time (%n users at most)</source>
        <translation>
            <numerusform>Nach Zeit vergleichen (höchstens %n Benutzer)</numerusform>
            <numerusform>Nach Zeit vergleichen (höchstens %n Benutzer)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::ViewActions</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy cell</source>
        <translation>Zelle kopieren</translation>
    </message>
    <message>
        <source>Copy selected rows</source>
        <translation>Ausgewählte Zeilen kopieren</translation>
    </message>
    <message>
        <source>Copy selected rows as</source>
        <translation>Gewählte Zeilen kopieren als</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Markdown table</source>
        <translation>Markdown-Tabelle</translation>
    </message>
</context>
<context>
    <name>Lockstep::WelcomePage</name>
    <message>
        <source>Recent connections</source>
        <translation>Letzte Verbindungen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Shows whether a homeserver&apos;s copy of every remote user&apos;s device list is in step, why it is not, and puts it back in step.</source>
        <translation>Zeigt, ob die Kopie eines Homeservers von der Geräteliste jedes entfernten Benutzers im Gleichschritt ist, warum nicht, und stellt ihn wieder her.</translation>
    </message>
    <message>
        <source>Connect to a server …</source>
        <translation>Mit einem Server verbinden …</translation>
    </message>
    <message>
        <source>last used %1</source>
        <translation>zuletzt benutzt %1</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Remove from this list</source>
        <translation>Aus dieser Liste entfernen</translation>
    </message>
    <message>
        <source>Try it with the lab</source>
        <translation>Mit dem Labor ausprobieren</translation>
    </message>
    <message>
        <source>Three small homeservers inside the program, with updates that get lost. Nothing is installed or kept.</source>
        <translation>Drei kleine Homeserver im Programm, bei denen Updates verloren gehen. Nichts wird installiert oder aufbewahrt.</translation>
    </message>
    <message>
        <source>asks to sign in</source>
        <translation>fragt nach der Anmeldung</translation>
    </message>
    <message>
        <source>Open a capture …</source>
        <translation>Mitschnitt öffnen …</translation>
    </message>
    <message>
        <source>A log of Synapse, federation transactions, a HAR file or a case, from this machine: without a homeserver and without signing in. Or drop it here.</source>
        <translation>Ein Protokoll von Synapse, Föderations-Transaktionen, eine HAR-Datei oder ein Fall von diesem Rechner: ohne Homeserver und ohne Anmeldung. Oder hierher ziehen.</translation>
    </message>
</context>
<context>
    <name>OverviewFindings</name>
    <message numerus="yes">
        <source>user(s) with a gap in their update history</source>
        <translation>
            <numerusform>Benutzer mit einer Lücke im Verlauf der Updates</numerusform>
            <numerusform>Benutzer mit einer Lücke im Verlauf der Updates</numerusform>
        </translation>
    </message>
    <message>
        <source>An update was lost and no resync followed: messages may go to devices that are gone, or miss new ones. Refresh them.</source>
        <translation>Ein Update ging verloren und kein Neuabgleich folgte: Nachrichten gehen womöglich an Geräte, die fort sind, oder verfehlen neue. Neu abgleichen.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) whose list is stale</source>
        <translation>
            <numerusform>Benutzer mit veralteter Liste</numerusform>
            <numerusform>Benutzer mit veralteter Liste</numerusform>
        </translation>
    </message>
    <message>
        <source>The homeserver knows that it missed something and tries to fetch the list again.</source>
        <translation>Der Homeserver weiß, dass ihm etwas entging, und versucht, die Liste neu zu holen.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) of servers that do not answer</source>
        <translation>
            <numerusform>Benutzer von Servern, die nicht antworten</numerusform>
            <numerusform>Benutzer von Servern, die nicht antworten</numerusform>
        </translation>
    </message>
    <message>
        <source>Their lists cannot be brought up to date before their server answers again.</source>
        <translation>Ihre Listen lassen sich erst aktualisieren, wenn ihr Server wieder antwortet.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) with devices that are cached but not tracked</source>
        <translation>
            <numerusform>Benutzer mit Geräten, die gespeichert, aber nicht verfolgt sind</numerusform>
            <numerusform>Benutzer mit Geräten, die gespeichert, aber nicht verfolgt sind</numerusform>
        </translation>
    </message>
    <message>
        <source>What is cached is not kept up to date, as no room is shared with them any more.</source>
        <translation>Das Gespeicherte wird nicht aktuell gehalten, weil kein Raum mehr geteilt wird.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) with devices that they have not signed</source>
        <translation>
            <numerusform>Benutzer mit Geräten, die sie nicht signiert haben</numerusform>
            <numerusform>Benutzer mit Geräten, die sie nicht signiert haben</numerusform>
        </translation>
    </message>
    <message>
        <source>They use cross-signing, but not for all devices: new ones that were not verified, or old ones.</source>
        <translation>Sie nutzen Cross-Signing, aber nicht für alle Geräte: neue, die nicht bestätigt wurden, oder alte.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) who wait for their first fetch</source>
        <translation>
            <numerusform>Benutzer, die auf das erste Holen warten</numerusform>
            <numerusform>Benutzer, die auf das erste Holen warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Marked for a resync and not tracked yet.</source>
        <translation>Für einen Neuabgleich markiert und noch nicht verfolgt.</translation>
    </message>
    <message numerus="yes">
        <source>server(s) in backoff</source>
        <translation>
            <numerusform>Server mit Wartezeit</numerusform>
            <numerusform>Server mit Wartezeit</numerusform>
        </translation>
    </message>
    <message>
        <source>Source not working: %1</source>
        <translation>Quelle arbeitet nicht: %1</translation>
    </message>
    <message>
        <source>No device list update has been recorded yet</source>
        <translation>Noch kein Update einer Geräteliste aufgezeichnet</translation>
    </message>
    <message>
        <source>Updates are not recorded</source>
        <translation>Updates werden nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>Synapse keeps no history of updates; its log tells of them at DEBUG. Add this to its log configuration and reload it (SIGHUP, no restart needed). These lines name users and devices. Or mirror federation traffic to the gateway&apos;s tap.</source>
        <translation>Synapse führt keinen Verlauf der Updates; sein Protokoll nennt sie auf der Stufe DEBUG. Dies in die Protokollkonfiguration aufnehmen und neu laden (SIGHUP, kein Neustart nötig). Diese Zeilen nennen Benutzer und Geräte. Oder den Föderationsverkehr an den Abgriff des Gateways spiegeln.</translation>
    </message>
    <message>
        <source>Refreshing users is not possible here</source>
        <translation>Neuabgleich von Benutzern ist hier nicht möglich</translation>
    </message>
    <message>
        <source>There is no history of updates</source>
        <translation>Es gibt keinen Verlauf der Updates</translation>
    </message>
    <message>
        <source>Inboxes cannot be read</source>
        <translation>Eingänge lassen sich nicht lesen</translation>
    </message>
    <message>
        <source>Outboxes cannot be read</source>
        <translation>Ausgänge lassen sich nicht lesen</translation>
    </message>
    <message>
        <source>The state of other servers cannot be read</source>
        <translation>Der Zustand anderer Server lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>The inboxes of local devices grow</source>
        <translation>Die Eingänge lokaler Geräte wachsen</translation>
    </message>
    <message>
        <source>The outbox to other servers grows</source>
        <translation>Der Ausgang zu anderen Servern wächst</translation>
    </message>
    <message>
        <source>Device list updates pile up</source>
        <translation>Updates von Gerätelisten stauen sich</translation>
    </message>
    <message numerus="yes">
        <source>about %1 tracked user(s)</source>
        <translation>
            <numerusform>etwa %1 verfolgter Benutzer</numerusform>
            <numerusform>etwa %1 verfolgte Benutzer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 tracked user(s)</source>
        <translation>
            <numerusform>%1 verfolgter Benutzer</numerusform>
            <numerusform>%1 verfolgte Benutzer</numerusform>
        </translation>
    </message>
    <message>
        <source>inboxes: %1</source>
        <translation>Eingänge: %1</translation>
    </message>
    <message>
        <source>outbox: %1</source>
        <translation>Ausgang: %1</translation>
    </message>
    <message>
        <source>to be sent: %1</source>
        <translation>zu senden: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n refresh(es) running</source>
        <translation>
            <numerusform>%n Neuabgleich läuft</numerusform>
            <numerusform>%n Neuabgleiche laufen</numerusform>
        </translation>
    </message>
    <message>
        <source>No remote users are tracked yet</source>
        <translation>Noch keine entfernten Benutzer verfolgt</translation>
    </message>
    <message>
        <source>Nothing wrong is known</source>
        <translation>Nichts Falsches bekannt</translation>
    </message>
    <message>
        <source>They appear when a local user shares an encrypted room with a user of another server</source>
        <translation>Sie erscheinen, wenn ein lokaler Benutzer einen verschlüsselten Raum mit einem Benutzer eines anderen Servers teilt</translation>
    </message>
    <message>
        <source>The last tries failed; what is addressed there waits in the outbox.</source>
        <translation>Die letzten Versuche sind fehlgeschlagen; was dorthin soll, wartet im Ausgang.</translation>
    </message>
    <message>
        <source>No local user shares a room with these users; the homeserver asks for their lists every 30 seconds.</source>
        <translation>Kein lokaler Benutzer teilt einen Raum mit diesen Benutzern; der Homeserver fragt alle 30 Sekunden nach ihren Listen.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) with devices whose keys clients refuse</source>
        <translation>
            <numerusform>Benutzer mit Geräten, deren Schlüssel Clients ablehnen</numerusform>
            <numerusform>Benutzer mit Geräten, deren Schlüssel Clients ablehnen</numerusform>
        </translation>
    </message>
    <message>
        <source>A device&apos;s own signature is wrong or missing: no client will encrypt for it.</source>
        <translation>Die eigene Signatur eines Geräts ist falsch oder fehlt: Kein Client verschlüsselt dafür.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) with more devices than the homeserver takes</source>
        <translation>
            <numerusform>Benutzer mit mehr Geräten, als der Homeserver annimmt</numerusform>
            <numerusform>Benutzer mit mehr Geräten, als der Homeserver annimmt</numerusform>
        </translation>
    </message>
    <message>
        <source>Their lists came and were dropped: neither time nor a refresh helps before they sign out of devices.</source>
        <translation>Ihre Listen kamen und wurden verworfen: Weder Warten noch ein Neuabgleich hilft, bevor sie Geräte abmelden.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) whose cross-signing does not hold</source>
        <translation>
            <numerusform>Benutzer, dessen Cross-Signing nicht hält</numerusform>
            <numerusform>Benutzer, deren Cross-Signing nicht hält</numerusform>
        </translation>
    </message>
    <message>
        <source>A key or a signature is missing or wrong, typically after an m.signing_key_update was lost. Refresh them.</source>
        <translation>Ein Schlüssel oder eine Signatur fehlt oder ist falsch, typisch nach einem verlorenen m.signing_key_update. Neu abgleichen.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) whose list is fetched again and again</source>
        <translation>
            <numerusform>Benutzer, dessen Liste immer wieder geholt wird</numerusform>
            <numerusform>Benutzer, deren Liste immer wieder geholt wird</numerusform>
        </translation>
    </message>
    <message>
        <source>No update comes in between; something marks the list as out of date each time.</source>
        <translation>Dazwischen kommt kein Update; etwas markiert die Liste jedes Mal als veraltet.</translation>
    </message>
    <message numerus="yes">
        <source>leftover request(s) to fetch a list that nobody needs</source>
        <translation>
            <numerusform>übriger Auftrag, eine Liste zu holen, die niemand braucht</numerusform>
            <numerusform>übrige Aufträge, Listen zu holen, die niemand braucht</numerusform>
        </translation>
    </message>
    <message>
        <source>No break known</source>
        <translation>Kein Bruch bekannt</translation>
    </message>
    <message>
        <source>As of %1.</source>
        <extracomment>%1: a time</extracomment>
        <translation>Stand %1.</translation>
    </message>
    <message>
        <source>This rests on the homeserver&apos;s own marks alone: no source tells of single updates, so a lost one is not seen. Nothing was compared with other servers; a refresh of a user does that.</source>
        <translation>Das beruht allein auf den eigenen Marken des Homeservers: Keine Quelle nennt einzelne Updates, ein verlorenes fällt also nicht auf. Mit anderen Servern wurde nichts verglichen; das tut der Neuabgleich eines Benutzers.</translation>
    </message>
    <message>
        <source>This rests on the homeserver&apos;s own marks and on what came in by %1 since %2. An update that was lost with nothing after it leaves no trace; a refresh of a user compares the list with the user&apos;s server.</source>
        <extracomment>%1: &quot;Log, Federation tap&quot;; %2: a time</extracomment>
        <translation>Das beruht auf den eigenen Marken des Homeservers und auf dem, was seit %2 über diese Quellen kam: %1. Ein verlorenes Update, nach dem nichts mehr kommt, hinterlässt keine Spur; der Neuabgleich eines Benutzers vergleicht die Liste mit dessen Server.</translation>
    </message>
    <message>
        <source>the gateway&apos;s start</source>
        <translation>dem Start des Gateways</translation>
    </message>
    <message>
        <source>keys of %1 of %2 lists checked</source>
        <translation>Schlüssel von %1 von %2 Listen geprüft</translation>
    </message>
    <message>
        <source>all keys checked %1</source>
        <translation>alle Schlüssel geprüft: %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>%1: &quot;2 users stale&quot;, %2: some of their names</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) with a gap</source>
        <translation>
            <numerusform>%n Benutzer mit Lücke</numerusform>
            <numerusform>%n Benutzer mit Lücke</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) stale</source>
        <translation>
            <numerusform>%n Benutzer veraltet</numerusform>
            <numerusform>%n Benutzer veraltet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) wait</source>
        <translation>
            <numerusform>%n Nachricht wartet</numerusform>
            <numerusform>%n Nachrichten warten</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 does not answer since %2</source>
        <extracomment>%1 a server, %2 a time; what follows are the consequences</extracomment>
        <translation>%1 antwortet nicht seit %2</translation>
    </message>
    <message>
        <source>, next try %1</source>
        <translation>, nächster Versuch %1</translation>
    </message>
    <message>
        <source>Its users&apos; lists cannot be fetched, and what is addressed to it waits. The homeserver tries again by itself; the wait can be ended there.</source>
        <translation>Die Listen seiner Benutzer lassen sich nicht holen, und was dorthin soll, wartet. Der Homeserver versucht es von selbst erneut; die Wartezeit lässt sich dort beenden.</translation>
    </message>
    <message>
        <source>What is addressed to it waits. The homeserver tries again by itself; the wait can be ended there.</source>
        <translation>Was dorthin soll, wartet. Der Homeserver versucht es von selbst erneut; die Wartezeit lässt sich dort beenden.</translation>
    </message>
    <message>
        <source>Try again …</source>
        <translation>Erneut versuchen …</translation>
    </message>
    <message numerus="yes">
        <source>Refresh %n user(s)</source>
        <translation>
            <numerusform>%n Benutzer neu abgleichen</numerusform>
            <numerusform>%n Benutzer neu abgleichen</numerusform>
        </translation>
    </message>
    <message>
        <source>Tracked users: %1, of which %2 in step by the homeserver&apos;s own marks, as of %3.</source>
        <extracomment>%1 and %2 numbers of users, %3 a time</extracomment>
        <translation>Verfolgte Benutzer: %1, davon %2 im Gleichschritt nach den eigenen Marken des Homeservers, Stand %3.</translation>
    </message>
    <message>
        <source>Tracked users: %1, as of %2; how many of them are in step is not counted.</source>
        <translation>Verfolgte Benutzer: %1, Stand %2; wie viele davon im Gleichschritt sind, ist nicht gezählt.</translation>
    </message>
    <message>
        <source>No remote users are tracked yet, as of %1.</source>
        <translation>Noch werden keine entfernten Benutzer verfolgt, Stand %1.</translation>
    </message>
    <message>
        <source>Lists whose keys and signatures were checked: all %1, last at %2.</source>
        <translation>Listen, deren Schlüssel und Signaturen geprüft wurden: alle %1, zuletzt um %2.</translation>
    </message>
    <message>
        <source>Lists whose keys and signatures were checked so far: %1 of %2.</source>
        <translation>Listen, deren Schlüssel und Signaturen bisher geprüft wurden: %1 von %2.</translation>
    </message>
    <message>
        <source>Keys and signatures are not checked here before somebody looks at a user.</source>
        <translation>Schlüssel und Signaturen werden hier erst geprüft, wenn jemand einen Benutzer ansieht.</translation>
    </message>
    <message>
        <source>Updates are recorded since %1: a loss before that is not seen, and one with nothing after it leaves no trace.</source>
        <extracomment>%1 a time</extracomment>
        <translation>Updates werden seit %1 aufgezeichnet: Ein Verlust davor ist nicht zu sehen, und einer, dem nichts folgt, hinterlässt keine Spur.</translation>
    </message>
    <message>
        <source>No update has been recorded yet, so that a lost one is not seen.</source>
        <translation>Noch wurde kein Update aufgezeichnet; ein verlorenes ist also nicht zu sehen.</translation>
    </message>
    <message>
        <source>Lists compared with what their own servers say: %1 of %2, of which %3 differ; the oldest comparison is of %4.</source>
        <extracomment>%1 to %3 numbers, %4 a time</extracomment>
        <translation>Mit der Auskunft ihrer eigenen Server verglichene Listen: %1 von %2, davon weichen %3 ab; der älteste Vergleich ist von %4.</translation>
    </message>
    <message>
        <source>No list was compared with what its own server says: the page Audit does that.</source>
        <translation>Noch keine Liste wurde mit der Auskunft ihres eigenen Servers verglichen: Das tut die Seite Prüfung.</translation>
    </message>
    <message numerus="yes">
        <source>user(s) whose list is not what their server said</source>
        <translation>
            <numerusform>Benutzer, dessen Liste nicht ist, was sein Server sagte</numerusform>
            <numerusform>Benutzer, deren Liste nicht ist, was ihr Server sagte</numerusform>
        </translation>
    </message>
    <message>
        <source>An audit found it, and nothing fetched the list since. Refresh them.</source>
        <translation>Eine Prüfung fand es, und seither wurde die Liste nicht geholt. Neu abgleichen.</translation>
    </message>
    <message>
        <source>This was opened from disk: it is looked at, and nothing more</source>
        <translation>Dies wurde von der Platte geöffnet: es wird angesehen, und mehr nicht</translation>
    </message>
    <message>
        <source>The history cannot be read at the moment: what was recorded, and what was lost, is not known here.</source>
        <translation>Der Verlauf kann im Augenblick nicht gelesen werden: Was aufgezeichnet wurde und was verloren ging, ist hier nicht bekannt.</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Ungelesen</translation>
    </message>
    <message>
        <source>How much of a log is still to be read.</source>
        <translation>Wie viel eines Protokolls noch zu lesen ist.</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Einzelheit</translation>
    </message>
    <message>
        <source>No update has been recorded yet.</source>
        <translation>Noch kein Update aufgezeichnet.</translation>
    </message>
    <message numerus="yes">
        <source>%1 update(s) recorded since %2.</source>
        <translation>
            <numerusform>%1 Update aufgezeichnet seit %2.</numerusform>
            <numerusform>%1 Updates aufgezeichnet seit %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PictureFiles</name>
    <message>
        <source>there is not enough memory for a picture of that size</source>
        <translation>für ein Bild dieser Größe reicht der Speicher nicht</translation>
    </message>
    <message>
        <source>the document could not be begun</source>
        <translation>das Dokument ließ sich nicht beginnen</translation>
    </message>
</context>
<context>
    <name>PicturePages</name>
    <message>
        <source>Page %1 of %2</source>
        <translation>Seite %1 von %2</translation>
    </message>
</context>
<context>
    <name>QueueColumns</name>
    <message>
        <source>Counting stopped here; there are more.</source>
        <translation>Hier endete die Zählung; es sind mehr.</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Trend</translation>
    </message>
    <message>
        <source>Next try</source>
        <translation>Nächster Versuch</translation>
    </message>
    <message>
        <source>Why it waits</source>
        <translation>Warum sie wartet</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Oldest</source>
        <translation>Älteste</translation>
    </message>
    <message>
        <source>Stream id of the message that has waited longest. The homeserver keeps no time.</source>
        <translation>Stream-ID der Nachricht, die am längsten wartet. Eine Zeit führt der Homeserver nicht.</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>Stream id of the newest message.</source>
        <translation>Stream-ID der neuesten Nachricht.</translation>
    </message>
    <message>
        <source>Whether anybody will fetch these messages.</source>
        <translation>Ob jemand diese Nachrichten abholen wird.</translation>
    </message>
    <message>
        <source>device is gone</source>
        <translation>Gerät ist fort</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>untätig</translation>
    </message>
    <message>
        <source>not seen yet</source>
        <translation>noch nicht gesehen</translation>
    </message>
    <message>
        <source>device exists</source>
        <translation>Gerät existiert</translation>
    </message>
    <message>
        <source>The homeserver knows this device and has not noted any visit of it.</source>
        <translation>Der Homeserver kennt dieses Gerät und hat noch keinen Besuch davon vermerkt.</translation>
    </message>
    <message>
        <source>The homeserver does not know this device (any more): nobody will fetch these messages.</source>
        <translation>Der Homeserver kennt dieses Gerät nicht (mehr): Niemand wird diese Nachrichten abholen.</translation>
    </message>
    <message>
        <source>Not seen for more than 30 days. What waits here is delivered if the device ever comes back.</source>
        <translation>Seit über 30 Tagen nicht gesehen. Was hier wartet, wird zugestellt, falls das Gerät wiederkommt.</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Zuletzt gesehen</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>How long the oldest message has waited.</source>
        <translation>Wie lange die älteste Nachricht wartet.</translation>
    </message>
    <message>
        <source>Failing since</source>
        <translation>Fehlschlag seit</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Updates</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Local users whose devices changed.</source>
        <translation>Lokale Benutzer, deren Geräte sich änderten.</translation>
    </message>
    <message>
        <source>How long the oldest update has waited.</source>
        <translation>Wie lange das älteste Update wartet.</translation>
    </message>
    <message>
        <source>How the depth has moved: in the last hour, as the gateway kept it, or else since this window looks.</source>
        <translation>Wie sich die Tiefe bewegt hat: in der letzten Stunde, wie das Gateway sie festhielt, sonst seit dieses Fenster hinsieht.</translation>
    </message>
</context>
<context>
    <name>QueueWords</name>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1/min</source>
        <translation>%1/min</translation>
    </message>
    <message>
        <source>%1/h</source>
        <extracomment>per hour</extracomment>
        <translation>%1/h</translation>
    </message>
    <message>
        <source>%1/d</source>
        <extracomment>per day</extracomment>
        <translation>%1/T</translation>
    </message>
    <message>
        <source>steady</source>
        <extracomment>a queue that neither grows nor shrinks</extracomment>
        <translation>gleichbleibend</translation>
    </message>
    <message>
        <source>Not known yet: it takes two looks at the queue, and an exact count.</source>
        <translation>Noch nicht bekannt: Es braucht zwei Blicke auf die Warteschlange und eine genaue Zählung.</translation>
    </message>
    <message>
        <source>The same as %1 ago.</source>
        <translation>Wie vor %1.</translation>
    </message>
    <message>
        <source>Empty in about %1 if it goes on like this.</source>
        <translation>Leer in etwa %1, wenn es so weitergeht.</translation>
    </message>
    <message>
        <source>due now</source>
        <extracomment>the time of the next try has come</extracomment>
        <translation>jetzt fällig</translation>
    </message>
    <message>
        <source>waits for other traffic</source>
        <translation>wartet auf anderen Verkehr</translation>
    </message>
    <message>
        <source>server is down since %1</source>
        <translation>Server unerreichbar seit %1</translation>
    </message>
    <message>
        <source>server is down since %1, next try %2</source>
        <extracomment>%1: clock time or date, %2: &quot;in 10 min&quot; or &quot;due now&quot;</extracomment>
        <translation>Server unerreichbar seit %1, nächster Versuch %2</translation>
    </message>
    <message>
        <source>The server is not in backoff, yet this is more than a minute old. A homeserver may look at a queue only when something else goes to that server: after a restart, for example. A message to anybody there starts it again.</source>
        <translation>Der Server hat keine Wartezeit, doch dies ist älter als eine Minute. Ein Homeserver sieht eine Warteschlange womöglich erst an, wenn anderes zu diesem Server geht: etwa nach einem Neustart. Eine Nachricht an irgendwen dort setzt sie in Gang.</translation>
    </message>
    <message>
        <source>The last tries failed, so the homeserver waits longer and longer between them. Nothing is lost: the queue is sent when the server answers again. The Servers page can end the wait.</source>
        <translation>Die letzten Versuche schlugen fehl, also wartet der Homeserver immer länger dazwischen. Nichts geht verloren: Die Warteschlange wird gesandt, wenn der Server wieder antwortet. Die Seite Server kann die Wartezeit beenden.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>about %1 message(s)</source>
        <extracomment>%1 is the number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>etwa %1 Nachricht</numerusform>
            <numerusform>etwa %1 Nachrichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s)</source>
        <translation>
            <numerusform>%1 Nachricht</numerusform>
            <numerusform>%1 Nachrichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %1 update(s)</source>
        <translation>
            <numerusform>etwa %1 Update</numerusform>
            <numerusform>etwa %1 Updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 update(s)</source>
        <translation>
            <numerusform>%1 Update</numerusform>
            <numerusform>%1 Updates</numerusform>
        </translation>
    </message>
    <message>
        <source>… cut: %1 in all</source>
        <translation>… gekürzt: insgesamt %1</translation>
    </message>
    <message>
        <source>From %1 to %2 in the last %3.</source>
        <translation>Von %1 auf %2 in den letzten %3.</translation>
    </message>
    <message>
        <source>waits for the server&apos;s answer</source>
        <translation>wartet auf die Antwort des Servers</translation>
    </message>
    <message>
        <source>The homeserver is sending: no try has failed so far, and the oldest entry is less than a minute old. A server that is down looks the same until the first try has failed.</source>
        <translation>Der Homeserver sendet: Bisher ist kein Versuch fehlgeschlagen, und der älteste Eintrag ist keine Minute alt. Ein ausgefallener Server sieht genauso aus, bis der erste Versuch fehlgeschlagen ist.</translation>
    </message>
</context>
<context>
    <name>ReachWords</name>
    <message>
        <source>Reachable, as far as was seen, from %1 to %2 (%3): no backoff, and no try was seen to fail.</source>
        <translation>Erreichbar, soweit gesehen, von %1 bis %2 (%3): keine Wartezeit, und kein Versuch wurde gesehen, der fehlschlug.</translation>
    </message>
    <message>
        <source>Nothing is known of %1 to %2 (%3): the gateway did not look then.</source>
        <translation>Über %1 bis %2 (%3) ist nichts bekannt: Das Gateway sah da nicht hin.</translation>
    </message>
    <message>
        <source>In backoff since %1 (%2)</source>
        <translation>Wartezeit seit %1 (%2)</translation>
    </message>
    <message>
        <source>In backoff from %1 to %2 (%3)</source>
        <translation>Wartezeit von %1 bis %2 (%3)</translation>
    </message>
    <message>
        <source>Failed at %1</source>
        <translation>Fehlgeschlagen um %1</translation>
    </message>
    <message>
        <source>Failed from %1 to %2</source>
        <translation>Fehlgeschlagen von %1 bis %2</translation>
    </message>
    <message numerus="yes">
        <source>%n try(s) seen to fail</source>
        <translation>
            <numerusform>%n Versuch sichtbar fehlgeschlagen</numerusform>
            <numerusform>%n Versuche sichtbar fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in backoff for %1 (%n time(s))</source>
        <translation>
            <numerusform>Wartezeit %1 (%n-mal)</numerusform>
            <numerusform>Wartezeit %1 (%n-mal)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tries failed without a backoff %n time(s)</source>
        <translation>
            <numerusform>Versuche schlugen %n-mal ohne Wartezeit fehl</numerusform>
            <numerusform>Versuche schlugen %n-mal ohne Wartezeit fehl</numerusform>
        </translation>
    </message>
    <message>
        <source>reachable, as far as was seen, for %1</source>
        <translation>erreichbar, soweit gesehen, %1</translation>
    </message>
    <message>
        <source>nothing known of %1</source>
        <translation>nichts bekannt über %1</translation>
    </message>
</context>
<context>
    <name>Scenario</name>
    <message>
        <source>A clustered sender</source>
        <translation>Ein Sender mit mehreren Workern</translation>
    </message>
    <message>
        <source>Two writers of one server do not see each other&apos;s newest update, so the graph forks, and the next update merges.</source>
        <translation>Zwei Schreiber eines Servers sehen das neueste Update des anderen nicht, also gabelt sich der Graph, und das nächste Update führt zusammen.</translation>
    </message>
    <message>
        <source>A dead destination</source>
        <translation>Ein totes Ziel</translation>
    </message>
    <message>
        <source>gamma is gone. What alpha&apos;s users send there, messages and device list updates, waits and is tried less and less often.</source>
        <translation>gamma ist fort. Was die Benutzer von alpha dorthin senden, Nachrichten und Gerätelisten-Updates, wartet und wird immer seltener versucht.</translation>
    </message>
    <message>
        <source>Life and trouble</source>
        <translation>Leben und Ärger</translation>
    </message>
    <message>
        <source>A bit of everything, over and over. beta loses an update now and then, a clustered sender forks, gamma goes down and comes back, one sender knows placeholders only, one device never syncs.</source>
        <translation>Von allem etwas, immer wieder. beta verliert ab und zu ein Update, ein Sender mit mehreren Workern gabelt, gamma fällt aus und kommt wieder, ein Sender kennt nur Platzhalter, ein Gerät holt nie etwas ab.</translation>
    </message>
    <message>
        <source>Healthy traffic</source>
        <translation>Gesunder Verkehr</translation>
    </message>
    <message>
        <source>Devices come, go and get new names; every update names the one before it, and nothing is lost.</source>
        <translation>Geräte kommen, gehen und bekommen neue Namen; jedes Update nennt seinen Vorgänger, und nichts geht verloren.</translation>
    </message>
    <message>
        <source>Hostile names</source>
        <translation>Feindliche Namen</translation>
    </message>
    <message>
        <source>Device names with control characters, text that runs the other way, markup, and far too much of it. Names are remote text and may hold anything.</source>
        <translation>Gerätenamen mit Steuerzeichen, gegenläufigem Text, Markup, und viel zu viel davon. Namen sind fremder Text und können alles enthalten.</translation>
    </message>
    <message>
        <source>An identity reset</source>
        <translation>Zurückgesetzte Identität</translation>
    </message>
    <message>
        <source>Ira has new cross-signing keys; devices that were signed by the old ones are signed again, one by one.</source>
        <translation>Ira hat neue Cross-Signing-Schlüssel; Geräte, die mit den alten signiert waren, werden eins nach dem anderen neu signiert.</translation>
    </message>
    <message>
        <source>A device that never syncs</source>
        <translation>Ein Gerät, das nie synchronisiert</translation>
    </message>
    <message>
        <source>Messages to a device that does not come back wait in its inbox, and nothing ever takes them away.</source>
        <translation>Nachrichten an ein Gerät, das nicht wiederkommt, warten in seinem Eingang, und nichts holt sie je ab.</translation>
    </message>
    <message>
        <source>A lost update</source>
        <translation>Ein verlorenes Update</translation>
    </message>
    <message>
        <source>One transaction from beta never arrives at alpha. The next update names a prev_id that alpha never received, so alpha fetches the whole list.</source>
        <translation>Eine Transaktion von beta kommt nie bei alpha an. Das nächste Update nennt eine prev_id, die alpha nie bekam, also holt alpha die ganze Liste.</translation>
    </message>
    <message>
        <source>A user with 1,500 devices</source>
        <translation>Ein Benutzer mit 1.500 Geräten</translation>
    </message>
    <message>
        <source>More than Synapse would take in one list; the lab takes them.</source>
        <translation>Mehr, als Synapse in einer Liste annähme; das Labor nimmt sie.</translation>
    </message>
    <message>
        <source>A placeholder sender</source>
        <translation>Ein Sender mit Platzhaltern</translation>
    </message>
    <message>
        <source>Some servers always say stream_id 1, no prev_id and a device &quot;placeholder&quot;, to make the receiver fetch the list each time. By design, but it costs.</source>
        <translation>Manche Server nennen immer stream_id 1, keine prev_id und ein Gerät „placeholder“, damit der Empfänger jedes Mal die Liste holt. So vorgesehen, aber es kostet.</translation>
    </message>
    <message>
        <source>Receiver down for a day</source>
        <translation>Empfänger einen Tag lang aus</translation>
    </message>
    <message>
        <source>alpha is away while beta&apos;s users change much. After a day beta collapses what waits to one update a user without prev_id, so that alpha fetches the whole list.</source>
        <translation>alpha ist fort, während sich bei den Benutzern von beta viel ändert. Nach einem Tag fasst beta das Wartende zu einem Update je Benutzer ohne prev_id zusammen, sodass alpha die ganze Liste holt.</translation>
    </message>
    <message>
        <source>Remote down during a resync</source>
        <translation>Gegenseite fällt beim Neuabgleich aus</translation>
    </message>
    <message>
        <source>An update is lost and the next one arrives, but alpha cannot reach gamma to fetch the whole list. The list stays stale until it can.</source>
        <translation>Ein Update geht verloren und das nächste kommt an, doch alpha erreicht gamma nicht, um die ganze Liste zu holen. Die Liste bleibt veraltet, bis es gelingt.</translation>
    </message>
</context>
<context>
    <name>SeriesPicture</name>
    <message>
        <source>%1: %2</source>
        <extracomment>a figure, and whose: &quot;Updates that came: remote.example&quot;</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>As %1 has counted it; written %2</source>
        <translation>Wie %1 es gezählt hat; geschrieben %2</translation>
    </message>
    <message>
        <source>From %1 to %2, in steps of %3</source>
        <translation>Von %1 bis %2, in Schritten von %3</translation>
    </message>
    <message>
        <source>Line: how it stood at the end of each step. Pale: within which bounds it was. Hatched: nobody looked.</source>
        <translation>Linie: Stand am Ende jedes Schritts. Blass: innerhalb welcher Grenzen. Schraffiert: niemand hat nachgesehen.</translation>
    </message>
    <message>
        <source>Export the plot</source>
        <translation>Kurve exportieren</translation>
    </message>
    <message>
        <source>Picture in curves and text (SVG)</source>
        <translation>Bild aus Kurven und Text (SVG)</translation>
    </message>
    <message>
        <source>Picture of pixels (PNG)</source>
        <translation>Bild aus Pixeln (PNG)</translation>
    </message>
    <message>
        <source>Document with pages (PDF)</source>
        <translation>Dokument mit Seiten (PDF)</translation>
    </message>
    <message>
        <source>Table for spreadsheets (CSV)</source>
        <translation>Tabelle für Tabellenkalkulationen (CSV)</translation>
    </message>
</context>
<context>
    <name>SeriesWords</name>
    <message>
        <source>Messages for local devices that wait</source>
        <translation>Wartende Nachrichten für eigene Geräte</translation>
    </message>
    <message>
        <source>Size of messages for local devices</source>
        <translation>Größe der Nachrichten für eigene Geräte</translation>
    </message>
    <message>
        <source>Messages to other servers that wait</source>
        <translation>Wartende Nachrichten an andere Server</translation>
    </message>
    <message>
        <source>Size of messages to other servers</source>
        <translation>Größe der Nachrichten an andere Server</translation>
    </message>
    <message>
        <source>Oldest message that waits</source>
        <translation>Älteste wartende Nachricht</translation>
    </message>
    <message>
        <source>Device list updates that wait</source>
        <translation>Wartende Aktualisierungen von Gerätelisten</translation>
    </message>
    <message>
        <source>Oldest update that waits</source>
        <translation>Älteste wartende Aktualisierung</translation>
    </message>
    <message>
        <source>Updates that came</source>
        <translation>Eingetroffene Aktualisierungen</translation>
    </message>
    <message>
        <source>Resyncs</source>
        <translation>Resyncs</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>Fehlschläge</translation>
    </message>
    <message>
        <source>Stale users</source>
        <translation>Veraltete Benutzer</translation>
    </message>
    <message>
        <source>Servers in backoff</source>
        <translation>Server mit Wartezeit</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Nothing is known of the last %1.</source>
        <translation>Vom Zeitraum (%1) ist nichts bekannt.</translation>
    </message>
    <message>
        <source>%1 within the last %2.</source>
        <extracomment>%1: a number, %2: &quot;hour&quot;, &quot;day&quot;, …</extracomment>
        <translation>%1 im Zeitraum (%2).</translation>
    </message>
    <message>
        <source>From %1 to %2 within the last %3.</source>
        <extracomment>%1, %2: figures, %3: &quot;hour&quot;, &quot;day&quot;, …</extracomment>
        <translation>Von %1 auf %2 im Zeitraum (%3).</translation>
    </message>
    <message>
        <source>At most %1.</source>
        <translation>Höchstens %1.</translation>
    </message>
    <message>
        <source>Not known for %1 of it: nobody looked.</source>
        <translation>Davon %1 unbekannt: Niemand hat hingesehen.</translation>
    </message>
    <message>
        <source>%1: %2 within %3</source>
        <extracomment>%1: a time, %2: a number, %3: &quot;1 min&quot;</extracomment>
        <translation>%1: %2 in %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2, between %3 and %4</source>
        <translation>%1: %2, zwischen %3 und %4</translation>
    </message>
</context>
<context>
    <name>ServerWords</name>
    <message>
        <source>Why: %1.</source>
        <translation>Warum: %1.</translation>
    </message>
    <message>
        <source>The last try that was seen failed at %1%2.</source>
        <translation>Der letzte gesehene Versuch schlug um %1 fehl%2.</translation>
    </message>
    <message>
        <source>Has not answered since %1; last tried %2, next try %3.</source>
        <translation>Antwortet seit %1 nicht; zuletzt versucht %2, nächster Versuch %3.</translation>
    </message>
    <message>
        <source>The homeserver now waits %1 between tries.</source>
        <translation>Der Homeserver wartet nun %1 zwischen Versuchen.</translation>
    </message>
    <message>
        <source>Tries fail since %1, and the homeserver still repeats them: it is not in backoff yet.</source>
        <translation>Versuche schlagen seit %1 fehl, und der Homeserver wiederholt sie noch: Eine Wartezeit hat er noch nicht eingelegt.</translation>
    </message>
    <message>
        <source>Not in backoff.</source>
        <translation>Keine Wartezeit.</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of it are tracked.</source>
        <translation>
            <numerusform>%n Benutzer davon wird verfolgt.</numerusform>
            <numerusform>%n Benutzer davon werden verfolgt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them wait(s) for a resync, which needs this server.</source>
        <translation>
            <numerusform>%n davon wartet auf einen Neuabgleich, der diesen Server braucht.</numerusform>
            <numerusform>%n davon warten auf einen Neuabgleich, der diesen Server braucht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Messages to its devices: not told. %1</source>
        <translation>Nachrichten an seine Geräte: nicht zu erfahren. %1</translation>
    </message>
    <message>
        <source>No message to its devices waits.</source>
        <translation>Keine Nachricht an seine Geräte wartet.</translation>
    </message>
    <message>
        <source>Messages to its devices that wait: %1%2, the oldest since %3</source>
        <translation>Nachrichten an seine Geräte, die warten: %1%2, die älteste seit %3</translation>
    </message>
    <message>
        <source>Updates of our users&apos; lists: not told. %1</source>
        <translation>Updates der Listen unserer Benutzer: nicht zu erfahren. %1</translation>
    </message>
    <message>
        <source>No update of our users&apos; lists waits.</source>
        <translation>Kein Update der Listen unserer Benutzer wartet.</translation>
    </message>
    <message>
        <source>Updates of our users&apos; lists that wait: %1 of %2 users, the oldest since %3</source>
        <translation>Updates der Listen unserer Benutzer, die warten: %1 von %2 Benutzern, das älteste seit %3</translation>
    </message>
    <message>
        <source>%1: %2 waiting, the next one will name %3 as what came before it</source>
        <translation>%1: %2 wartend, das nächste wird %3 als das nennen, was davor kam</translation>
    </message>
    <message>
        <source>%1: %2 waiting, the next one names nothing before it, so that the server has to fetch the whole list</source>
        <translation>%1: %2 wartend, das nächste nennt nichts davor, sodass der Server die ganze Liste holen muss</translation>
    </message>
    <message>
        <source>The last update of a list came from it at %1.</source>
        <translation>Das letzte Update einer Liste kam von ihm um %1.</translation>
    </message>
    <message>
        <source>No update of a list was seen to come from it.</source>
        <translation>Von ihm wurde kein Update einer Liste gesehen.</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) since %1.</source>
        <translation>
            <numerusform>%n Update seit %1.</numerusform>
            <numerusform>%n Updates seit %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>list of %1</source>
        <translation>Liste von %1</translation>
    </message>
    <message>
        <source>transaction</source>
        <translation>Transaktion</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>failed: “%1”</source>
        <translation>fehlgeschlagen: „%1“</translation>
    </message>
    <message>
        <source>came</source>
        <translation>kam</translation>
    </message>
    <message numerus="yes">
        <source>(at least %n times in a row, since %1 or before)</source>
        <translation>
            <numerusform>(mindestens %n-mal, seit %1 oder früher)</numerusform>
            <numerusform>(mindestens %n-mal in Folge, seit %1 oder früher)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>(%n time(s) in a row, since %1)</source>
        <translation>
            <numerusform>(%n-mal, seit %1)</numerusform>
            <numerusform>(%n-mal in Folge, seit %1)</numerusform>
        </translation>
    </message>
    <message>
        <source>stale since %1</source>
        <translation>veraltet seit %1</translation>
    </message>
</context>
<context>
    <name>SidesWords</name>
    <message>
        <source>the other server</source>
        <translation>der andere Server</translation>
    </message>
    <message>
        <source>The update waits in the queue of the user&apos;s own server.</source>
        <translation>Die Aktualisierung wartet in der Warteschlange des eigenen Servers des Benutzers.</translation>
    </message>
    <message>
        <source>The user&apos;s own server has not made updates of the change yet: see its own side, under Sources there.</source>
        <translation>Der eigene Server des Benutzers hat aus der Änderung noch keine Aktualisierungen gemacht: siehe dort unter Quellen die eigene Seite.</translation>
    </message>
    <message>
        <source>Nothing waits, and what was confirmed last is older than the change: the user&apos;s own server saw no shared room when it made the updates.</source>
        <translation>Es wartet nichts, und was zuletzt bestätigt wurde, ist älter als die Änderung: Der eigene Server des Benutzers sah keinen gemeinsamen Raum, als er die Aktualisierungen machte.</translation>
    </message>
    <message>
        <source>The list is marked to be fetched, and was not fetched yet.</source>
        <translation>Die Liste ist zum Abrufen vorgemerkt und wurde noch nicht abgerufen.</translation>
    </message>
    <message>
        <source>The list has to be fetched, and that fails.</source>
        <translation>Die Liste muss abgerufen werden, und das misslingt.</translation>
    </message>
    <message>
        <source>The update came and was dropped.</source>
        <translation>Die Aktualisierung kam und wurde verworfen.</translation>
    </message>
    <message>
        <source>It was taken over, and the stored list does not have it: a refresh fetches the list anew.</source>
        <translation>Sie wurde übernommen, und die gespeicherte Liste hat sie nicht: Ein Neuabgleich holt die Liste neu.</translation>
    </message>
    <message>
        <source>The update came, and no log tells what was made of it.</source>
        <translation>Die Aktualisierung kam, und kein Log sagt, was daraus wurde.</translation>
    </message>
    <message>
        <source>The user&apos;s own server keeps no record of an update to this server: it was never told, or what waited for more than a day was collapsed. A refresh helps.</source>
        <translation>Der eigene Server des Benutzers weiß von keiner Aktualisierung an diesen Server: Ihm wurde nie etwas gesagt, oder was länger als einen Tag wartete, wurde zusammengefasst. Ein Neuabgleich hilft.</translation>
    </message>
    <message>
        <source>Ask the other operator for a case file, or open the other server in another window.</source>
        <translation>Bitten Sie den anderen Betreiber um eine Falldatei, oder öffnen Sie den anderen Server in einem anderen Fenster.</translation>
    </message>
    <message>
        <source>The list at the user&apos;s own server may not be read, or not wholly: its role needs what roles.sql grants.</source>
        <translation>Die Liste auf dem eigenen Server des Benutzers darf nicht oder nicht ganz gelesen werden: Seine Rolle braucht, was roles.sql gewährt.</translation>
    </message>
    <message>
        <source>It is not known what the user&apos;s own server has sent to this one: its role may not read it, or the case file was made for another server.</source>
        <translation>Es ist nicht bekannt, was der eigene Server des Benutzers an diesen gesendet hat: Seine Rolle darf es nicht lesen, oder die Falldatei wurde für einen anderen Server erstellt.</translation>
    </message>
    <message>
        <source>One of the two homeservers does not follow this user.</source>
        <translation>Einer der beiden Homeserver verfolgt diesen Benutzer nicht.</translation>
    </message>
    <message>
        <source>The recording began after the change, or nobody knows when the change was made.</source>
        <translation>Die Aufzeichnung begann nach der Änderung, oder niemand weiß, wann die Änderung geschah.</translation>
    </message>
    <message>
        <source>No single updates of this user are recorded: the log has to tell of them.</source>
        <translation>Einzelne Aktualisierungen dieses Benutzers werden nicht aufgezeichnet: Das Log muss sie nennen.</translation>
    </message>
    <message>
        <source>What the history is made of is not whole: see Sources.</source>
        <translation>Woraus der Verlauf entsteht, ist nicht vollständig: siehe Quellen.</translation>
    </message>
    <message>
        <source>The history rests on the tap alone, which does not hear what comes while the gateway is down.</source>
        <translation>Der Verlauf beruht allein auf dem Abgriff, der nicht hört, was kommt, während das Gateway steht.</translation>
    </message>
    <message>
        <source>One view is older than what the other one tells: ask again for both.</source>
        <translation>Eine Sicht ist älter als das, was die andere sagt: Fragen Sie beide erneut.</translation>
    </message>
    <message>
        <source>The change is some seconds old and may be on its way: compare again.</source>
        <translation>Die Änderung ist einige Sekunden alt und kann unterwegs sein: Vergleichen Sie erneut.</translation>
    </message>
    <message>
        <source>More waits than is told.</source>
        <translation>Es wartet mehr, als genannt wird.</translation>
    </message>
    <message>
        <source>%1: as of %2</source>
        <translation>%1: Stand %2</translation>
    </message>
    <message>
        <source>%1 has the list that %2 has.</source>
        <translation>%1 hat die Liste, die %2 hat.</translation>
    </message>
    <message>
        <source>%1 is behind: %2 has not sent the change yet.</source>
        <translation>%1 ist zurück: %2 hat die Änderung noch nicht gesendet.</translation>
    </message>
    <message>
        <source>%1 is behind: %2 has a confirmation for the change, and it never came. It was lost between them.</source>
        <translation>%1 ist zurück: %2 hat eine Bestätigung für die Änderung, und sie kam nie an. Sie ging dazwischen verloren.</translation>
    </message>
    <message>
        <source>%1 is behind: the change was sent to it, and it does not have it.</source>
        <translation>%1 ist zurück: Die Änderung wurde ihm gesendet, und er hat sie nicht.</translation>
    </message>
    <message>
        <source>%1 is behind: %2 remembers nothing of having told it, and has nothing to send.</source>
        <translation>%1 ist zurück: %2 weiß nichts davon, es ihm gesagt zu haben, und hat nichts zu senden.</translation>
    </message>
    <message>
        <source>One side alone cannot tell where the chain broke.</source>
        <translation>Eine Seite allein kann nicht sagen, wo die Kette riss.</translation>
    </message>
    <message>
        <source>The lists differ, and it cannot be told where the chain broke.</source>
        <translation>Die Listen unterscheiden sich, und es lässt sich nicht sagen, wo die Kette riss.</translation>
    </message>
    <message>
        <source>It cannot be told whether the lists are the same.</source>
        <translation>Es lässt sich nicht sagen, ob die Listen gleich sind.</translation>
    </message>
    <message>
        <source>Why: %1.</source>
        <translation>Warum: %1.</translation>
    </message>
    <message>
        <source>The homeserver got: %1</source>
        <translation>Der Homeserver erhielt: %1</translation>
    </message>
    <message>
        <source>Others stopped elsewhere: see the table.</source>
        <translation>Andere blieben woanders hängen: siehe Tabelle.</translation>
    </message>
    <message>
        <source>in step</source>
        <translation>im Gleichschritt</translation>
    </message>
    <message>
        <source>never sent</source>
        <translation>nie gesendet</translation>
    </message>
    <message>
        <source>lost between</source>
        <translation>dazwischen verloren</translation>
    </message>
    <message>
        <source>lost after it came</source>
        <translation>nach Ankunft verloren</translation>
    </message>
    <message>
        <source>forgotten</source>
        <translation>vergessen</translation>
    </message>
    <message>
        <source>cannot tell</source>
        <translation>nicht zu sagen</translation>
    </message>
    <message>
        <source>same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>missing in the copy</source>
        <translation>fehlt in der Kopie</translation>
    </message>
    <message>
        <source>deleted, still in the copy</source>
        <translation>gelöscht, noch in der Kopie</translation>
    </message>
    <message>
        <source>another key</source>
        <translation>anderer Schlüssel</translation>
    </message>
    <message>
        <source>other signatures</source>
        <translation>andere Signaturen</translation>
    </message>
    <message>
        <source>another name</source>
        <translation>anderer Name</translation>
    </message>
    <message>
        <source>%1 holds stream_id %2</source>
        <translation>%1 hält stream_id %2</translation>
    </message>
    <message>
        <source>%1 would answer with stream_id %2; its newest change of this user is %3</source>
        <translation>%1 würde mit stream_id %2 antworten; seine neueste Änderung dieses Benutzers ist %3</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>Confirmed last: %1</source>
        <translation>Zuletzt bestätigt: %1</translation>
    </message>
    <message>
        <source>Nothing confirmed is remembered</source>
        <translation>Von Bestätigtem ist nichts bekannt</translation>
    </message>
    <message>
        <source>%1 waiting updates: %2</source>
        <translation>%1 wartende Aktualisierungen: %2</translation>
    </message>
    <message>
        <source>Updates are recorded at %1 since %2</source>
        <translation>Aktualisierungen werden bei %1 aufgezeichnet seit %2</translation>
    </message>
    <message>
        <source>The history of the server with the copy covers that time and has no such update. Look at what stands between: proxies, and other processes that receive federation.</source>
        <translation>Der Verlauf des Servers mit der Kopie deckt diese Zeit ab und hat keine solche Aktualisierung. Sehen Sie nach, was dazwischen steht: Proxys und andere Prozesse, die Föderation empfangen.</translation>
    </message>
    <message>
        <source>A later update names one that never came. Look at what stands between: proxies, and other processes that receive federation.</source>
        <translation>Eine spätere Aktualisierung nennt eine, die nie kam. Sehen Sie nach, was dazwischen steht: Proxys und andere Prozesse, die Föderation empfangen.</translation>
    </message>
</context>
<context>
    <name>SourcesPage</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>What was looked at</source>
        <translation>Was geprüft wurde</translation>
    </message>
    <message>
        <source>What is so</source>
        <translation>Was ist</translation>
    </message>
    <message>
        <source>In the gateway&apos;s own words.</source>
        <translation>In den eigenen Worten des Gateways.</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>Known from</source>
        <translation>Bekannt aus</translation>
    </message>
</context>
<context>
    <name>TrailView</name>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>gelungen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>refreshed</source>
        <translation>hat aktualisiert:</translation>
    </message>
    <message>
        <source>ended the backoff of</source>
        <translation>hat die Wartezeit beendet von</translation>
    </message>
    <message>
        <source>read contents to</source>
        <translation>hat Inhalte gelesen an</translation>
    </message>
    <message>
        <source>did something that this version does not know</source>
        <translation>hat etwas getan, das diese Version nicht kennt:</translation>
    </message>
    <message>
        <source>No reason is known.</source>
        <translation>Kein Grund ist bekannt.</translation>
    </message>
    <message>
        <source>The gateway ended before it was over.</source>
        <translation>Das Gateway endete, bevor es vorbei war.</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>im Gang</translation>
    </message>
    <message>
        <source>The list was fetched</source>
        <translation>Die Liste wurde geholt</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n Mal</numerusform>
            <numerusform>%n Mal</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 %3</source>
        <extracomment>%1: who, %2: did what, %3: on whom</extracomment>
        <translation>%1 %2 %3</translation>
    </message>
    <message numerus="yes">
        <source>%1 until %2, %n time(s)</source>
        <translation>
            <numerusform>%1 bis %2, %n Mal</numerusform>
            <numerusform>%1 bis %2, %n Mal</numerusform>
        </translation>
    </message>
    <message>
        <source>operator</source>
        <translation>Betreiber</translation>
    </message>
    <message>
        <source>viewer</source>
        <translation>nur ansehend</translation>
    </message>
    <message>
        <source>a user of the homeserver without a role here</source>
        <translation>ein Benutzer des Homeservers ohne Rolle hier</translation>
    </message>
    <message>
        <source>%1, as %2</source>
        <extracomment>%1: when, %2: what somebody is</extracomment>
        <translation>%1, als %2</translation>
    </message>
    <message>
        <source>It had failed before: %1</source>
        <translation>Davor war es fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>Added: %1</source>
        <translation>Hinzugekommen: %1</translation>
    </message>
    <message>
        <source>Removed: %1</source>
        <translation>Entfallen: %1</translation>
    </message>
    <message>
        <source>Changed: %1</source>
        <translation>Geändert: %1</translation>
    </message>
    <message numerus="yes">
        <source>and %n more device(s) that are not named here</source>
        <translation>
            <numerusform>und %n weiteres Gerät, das hier nicht genannt ist</numerusform>
            <numerusform>und %n weitere Geräte, die hier nicht genannt sind</numerusform>
        </translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>On whom</source>
        <translation>Bei wem</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>acknowledged the incident</source>
        <translation>hat zur Kenntnis genommen: Vorfall</translation>
    </message>
    <message>
        <source>muted incidents of</source>
        <translation>hat stumm geschaltet: Vorfälle von</translation>
    </message>
    <message>
        <source>unmuted incidents of</source>
        <translation>hat die Stummschaltung aufgehoben: Vorfälle von</translation>
    </message>
    <message>
        <source>audited lists:</source>
        <translation>verglich Listen:</translation>
    </message>
</context>
<context>
    <name>Units</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 d</source>
        <extracomment>days</extracomment>
        <translation>%1 T</translation>
    </message>
    <message>
        <source>now</source>
        <extracomment>a time to come: &quot;in 3 min&quot;</extracomment>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>in %1</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n Byte</numerusform>
            <numerusform>%n Bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UserList</name>
    <message>
        <source>unsigned</source>
        <extracomment>short for a state: the user has devices that are not cross-signed</extracomment>
        <translation>unsigniert</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Whether the homeserver&apos;s copy of the device list is in step with the user&apos;s server</source>
        <translation>Ob die Kopie des Homeservers mit dem Server des Benutzers im Gleichschritt ist</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Devices in the homeserver&apos;s copy</source>
        <translation>Geräte in der Kopie des Homeservers</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>The last recorded update of the list</source>
        <translation>Das letzte aufgezeichnete Update der Liste</translation>
    </message>
</context>
<context>
    <name>WaitWords</name>
    <message>
        <source>The homeserver has never noted a request of this device. What waits here is delivered if it ever comes.</source>
        <translation>Der Homeserver hat nie eine Anfrage dieses Geräts verzeichnet. Was hier wartet, wird zugestellt, falls es je kommt.</translation>
    </message>
    <message>
        <source>Not seen for more than 30 days. What waits here is delivered if the device ever comes back.</source>
        <translation>Seit mehr als 30 Tagen nicht gesehen. Was hier wartet, wird zugestellt, falls das Gerät je wiederkommt.</translation>
    </message>
    <message>
        <source>The homeserver does not know this device (any more): nobody will fetch these messages.</source>
        <translation>Der Homeserver kennt dieses Gerät nicht (mehr): Niemand wird diese Nachrichten holen.</translation>
    </message>
    <message>
        <source>The device was deleted, and the homeserver has a task that takes its messages away.</source>
        <translation>Das Gerät wurde gelöscht, und der Homeserver hat eine Aufgabe, die seine Nachrichten entfernt.</translation>
    </message>
    <message>
        <source>This is no device but a cross-signing key, which never fetches messages.</source>
        <translation>Das ist kein Gerät, sondern ein Schlüssel zur Kreuzsignatur, der nie Nachrichten holt.</translation>
    </message>
    <message>
        <source>A dehydrated device: its messages are meant to wait until the user signs in anew. Who deletes them loses keys.</source>
        <translation>Ein dehydriertes Gerät: Seine Nachrichten sollen warten, bis sich der Benutzer neu anmeldet. Wer sie löscht, verliert Schlüssel.</translation>
    </message>
    <message>
        <source>The device talks to the homeserver, and yet its oldest message stays where it is: its program does not fetch messages, or fails at one of them.</source>
        <translation>Das Gerät spricht mit dem Homeserver, und doch bleibt seine älteste Nachricht liegen: Sein Programm holt keine Nachrichten oder scheitert an einer davon.</translation>
    </message>
    <message>
        <source>The device was seen lately: it takes messages, at most 100 with each sync.</source>
        <translation>Das Gerät wurde kürzlich gesehen: Es holt Nachrichten, höchstens 100 je Sync.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s tries fail. It repeats them for some time before it calls the server down and waits longer.</source>
        <translation>Die Versuche des Homeservers scheitern. Er wiederholt sie einige Zeit, bevor er den Server für ausgefallen hält und länger wartet.</translation>
    </message>
    <message>
        <source>The database&apos;s role may not read what would tell it.</source>
        <translation>Die Rolle der Datenbank darf nicht lesen, was es sagen würde.</translation>
    </message>
    <message>
        <source>key requests that were cancelled</source>
        <translation>zurückgezogene Schlüsselanfragen</translation>
    </message>
    <message>
        <source>key requests that came again</source>
        <translation>wiederholte Schlüsselanfragen</translation>
    </message>
    <message>
        <source>requests for secrets that were cancelled</source>
        <translation>zurückgezogene Anfragen nach Geheimnissen</translation>
    </message>
    <message>
        <source>verifications that were cancelled</source>
        <translation>abgebrochene Verifizierungen</translation>
    </message>
    <message>
        <source>verifications that are over</source>
        <translation>abgelaufene Verifizierungen</translation>
    </message>
    <message>
        <source>requests of devices that are gone</source>
        <translation>Anfragen von Geräten, die es nicht mehr gibt</translation>
    </message>
    <message>
        <source>others</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>others %1</source>
        <extracomment>%1: a number of messages</extracomment>
        <translation>andere %1</translation>
    </message>
    <message>
        <source>never seen</source>
        <translation>nie gesehen</translation>
    </message>
    <message>
        <source>last seen %1</source>
        <extracomment>%1: &quot;3 months ago&quot;</extracomment>
        <translation>zuletzt gesehen %1</translation>
    </message>
    <message>
        <source>device is gone</source>
        <translation>Gerät ist weg</translation>
    </message>
    <message>
        <source>device is gone, being cleared</source>
        <translation>Gerät ist weg, wird geräumt</translation>
    </message>
    <message>
        <source>no device, a key</source>
        <translation>kein Gerät, ein Schlüssel</translation>
    </message>
    <message>
        <source>dehydrated: meant to wait</source>
        <translation>dehydriert: soll warten</translation>
    </message>
    <message>
        <source>seen, fetches nothing since %1</source>
        <extracomment>%1: clock time or date</extracomment>
        <translation>gesehen, holt nichts seit %1</translation>
    </message>
    <message>
        <source>device fetches</source>
        <translation>Gerät holt ab</translation>
    </message>
    <message>
        <source>tries fail since %1</source>
        <extracomment>%1: clock time or date</extracomment>
        <translation>Versuche scheitern seit %1</translation>
    </message>
    <message>
        <source>cannot be told</source>
        <translation>nicht feststellbar</translation>
    </message>
    <message>
        <source>The homeserver&apos;s log: %1</source>
        <extracomment>%1: what the homeserver&apos;s log says</extracomment>
        <translation>Das Log des Homeservers: %1</translation>
    </message>
    <message>
        <source>Known from: %1</source>
        <extracomment>%1: rows and columns of a database, lines of a log</extracomment>
        <translation>Bekannt aus: %1</translation>
    </message>
    <message>
        <source>All %1 messages</source>
        <extracomment>%1: a number of messages</extracomment>
        <translation>Alle %1 Nachrichten</translation>
    </message>
    <message>
        <source>The oldest and the newest, %1 messages</source>
        <translation>Die ältesten und die neuesten, %1 Nachrichten</translation>
    </message>
    <message>
        <source>From %1</source>
        <extracomment>%1: senders with the number of their messages</extracomment>
        <translation>Von %1</translation>
    </message>
    <message>
        <source>%1 since %2</source>
        <extracomment>%1: a number with its sign; %2: clock time</extracomment>
        <translation>%1 seit %2</translation>
    </message>
    <message>
        <source>%1 of them were queued in the last hour</source>
        <translation>%1 davon kamen in der letzten Stunde in die Warteschlange</translation>
    </message>
    <message>
        <source>By MSC3944 none of them could be dropped</source>
        <translation>Nach MSC3944 ist keine davon verzichtbar</translation>
    </message>
    <message>
        <source>By MSC3944 a homeserver could drop %1. Nothing is dropped from here.</source>
        <translation>Nach MSC3944 könnte ein Homeserver verwerfen: %1. Von hier aus wird nichts verworfen.</translation>
    </message>
    <message>
        <source>Whether changes of local users wait cannot be told: %1</source>
        <translation>Ob Änderungen lokaler Benutzer warten, ist nicht feststellbar: %1</translation>
    </message>
    <message>
        <source>Changes of local users&apos; devices are not turned into updates since %1: the position %2 is above what the stream gives out, so that nobody is told of them (%3 so far).</source>
        <translation>Änderungen an Geräten lokaler Benutzer werden seit %1 nicht zu Updates: Die Position %2 liegt über dem, was der Strom ausgibt, so dass niemand davon erfährt (bisher %3).</translation>
    </message>
    <message>
        <source>%1 changes of local users&apos; devices wait since %2 to be turned into updates.</source>
        <translation>%1 Änderungen an Geräten lokaler Benutzer warten seit %2 darauf, zu Updates zu werden.</translation>
    </message>
    <message>
        <source>All changes of local users&apos; devices are on their way.</source>
        <translation>Alle Änderungen an Geräten lokaler Benutzer sind unterwegs.</translation>
    </message>
    <message>
        <source>Whether streams stand still cannot be told: %1</source>
        <translation>Ob Ströme stillstehen, ist nicht feststellbar: %1</translation>
    </message>
    <message>
        <source>No stream stands still (%1 positions compared).</source>
        <translation>Kein Strom steht still (%1 Positionen verglichen).</translation>
    </message>
    <message>
        <source>The stream %1 of %2 stands at %3 since %4, and %5 has rows up to %6: they are stored, and nobody sees them. Start that process anew.</source>
        <translation>Der Strom %1 von %2 steht seit %4 bei %3, und %5 hat Zeilen bis %6: Sie sind gespeichert, und niemand sieht sie. Starten Sie diesen Prozess neu.</translation>
    </message>
    <message>
        <source>Whether something wakes the servers that wait cannot be told: %1</source>
        <translation>Ob etwas die wartenden Server weckt, ist nicht feststellbar: %1</translation>
    </message>
    <message>
        <source>No server waits for what nothing sends (%1 looked at).</source>
        <translation>Kein Server wartet auf etwas, das nichts abschickt (%1 betrachtet).</translation>
    </message>
    <message numerus="yes">
        <source>Nothing wakes %n server(s) for which something waits since %1: %2. Anything that is sent there does.</source>
        <translation>
            <numerusform>Nichts weckt %n Server, für den seit %1 etwas wartet: %2. Alles, was dorthin geschickt wird, tut es.</numerusform>
            <numerusform>Nichts weckt %n Server, für die seit %1 etwas wartet: %2. Alles, was dorthin geschickt wird, tut es.</numerusform>
        </translation>
    </message>
    <message>
        <source>Known faults cannot be told: %1</source>
        <translation>Bekannte Fehler sind nicht feststellbar: %1</translation>
    </message>
    <message>
        <source>No known fault of Synapse %1 touches what is shown here</source>
        <translation>Kein bekannter Fehler von Synapse %1 betrifft, was hier gezeigt wird</translation>
    </message>
    <message numerus="yes">
        <source>%n known fault(s) of Synapse %1 touch(es) what is shown here</source>
        <extracomment>%1: a version</extracomment>
        <translation>
            <numerusform>%n bekannter Fehler von Synapse %1 betrifft, was hier gezeigt wird</numerusform>
            <numerusform>%n bekannte Fehler von Synapse %1 betreffen, was hier gezeigt wird</numerusform>
        </translation>
    </message>
    <message>
        <source>fixed in %1</source>
        <translation>behoben in %1</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>eingereiht</translation>
    </message>
    <message>
        <source>orphaned</source>
        <translation>verwaist</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>remote failing</source>
        <translation>Server unerreichbar</translation>
    </message>
    <message>
        <source>unsigned devices</source>
        <translation>unsignierte Geräte</translation>
    </message>
    <message>
        <source>not tracked</source>
        <translation>nicht verfolgt</translation>
    </message>
    <message>
        <source>The homeserver knows that its copy is out of date and has marked it for a resync, which has not succeeded yet.</source>
        <translation>Der Homeserver weiß, dass seine Kopie veraltet ist, und hat sie für einen Neuabgleich markiert, der noch nicht gelang.</translation>
    </message>
    <message>
        <source>The homeserver has marked this user for a first fetch of the device list, which has not succeeded yet.</source>
        <translation>Der Homeserver hat diesen Benutzer für das erste Holen der Geräteliste markiert, das noch nicht gelang.</translation>
    </message>
    <message>
        <source>The homeserver holds devices of this user but does not track them: no update will arrive.</source>
        <translation>Der Homeserver hat Geräte dieses Benutzers, verfolgt sie aber nicht: Es wird kein Update ankommen.</translation>
    </message>
    <message>
        <source>An update that a later one refers to was never received, and no resync followed. Refresh fetches the whole list.</source>
        <translation>Ein Update, auf das sich ein späteres bezieht, kam nie an, und kein Neuabgleich folgte. Neu abgleichen holt die ganze Liste.</translation>
    </message>
    <message>
        <source>The user&apos;s server does not answer; the homeserver waits before it tries again.</source>
        <translation>Der Server des Benutzers antwortet nicht; der Homeserver wartet vor dem nächsten Versuch.</translation>
    </message>
    <message>
        <source>The user has cross-signing keys, but some devices are not signed by them.</source>
        <translation>Der Benutzer hat Cross-Signing-Schlüssel, aber manche Geräte sind nicht damit signiert.</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>no keys</source>
        <translation>keine Schlüssel</translation>
    </message>
    <message>
        <source>valid</source>
        <translation>gültig</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>invalid</source>
        <translation>ungültig</translation>
    </message>
    <message>
        <source>ids differ</source>
        <translation>IDs verschieden</translation>
    </message>
    <message>
        <source>The device&apos;s own signature was not checked.</source>
        <translation>Die eigene Signatur des Geräts wurde nicht geprüft.</translation>
    </message>
    <message>
        <source>The device has no end-to-end keys; nothing can be encrypted for it.</source>
        <translation>Das Gerät hat keine Ende-zu-Ende-Schlüssel; nichts kann für es verschlüsselt werden.</translation>
    </message>
    <message>
        <source>The device&apos;s own signature over its keys verifies.</source>
        <translation>Die eigene Signatur des Geräts über seine Schlüssel stimmt.</translation>
    </message>
    <message>
        <source>The device&apos;s keys are not signed by the device; clients ignore such a device.</source>
        <translation>Die Schlüssel sind nicht vom Gerät signiert; Clients übergehen ein solches Gerät.</translation>
    </message>
    <message>
        <source>The device&apos;s signature over its keys does not verify; clients ignore such a device.</source>
        <translation>Die Signatur des Geräts über seine Schlüssel stimmt nicht; Clients übergehen ein solches Gerät.</translation>
    </message>
    <message>
        <source>The keys name another user or device than the list does; clients ignore such a device.</source>
        <translation>Die Schlüssel nennen einen anderen Benutzer oder ein anderes Gerät als die Liste; Clients übergehen ein solches Gerät.</translation>
    </message>
    <message>
        <source>no cross-signing</source>
        <translation>kein Cross-Signing</translation>
    </message>
    <message>
        <source>keys incomplete</source>
        <translation>Schlüssel unvollständig</translation>
    </message>
    <message>
        <source>keys invalid</source>
        <translation>Schlüssel ungültig</translation>
    </message>
    <message>
        <source>not signed</source>
        <translation>nicht signiert</translation>
    </message>
    <message>
        <source>id collides</source>
        <translation>ID kollidiert</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>signiert</translation>
    </message>
    <message>
        <source>The cross-signature was not checked.</source>
        <translation>Die Cross-Signing-Signatur wurde nicht geprüft.</translation>
    </message>
    <message>
        <source>The device has no end-to-end keys that could be signed.</source>
        <translation>Das Gerät hat keine Ende-zu-Ende-Schlüssel, die signiert werden könnten.</translation>
    </message>
    <message>
        <source>The user has no cross-signing keys.</source>
        <translation>Der Benutzer hat keine Cross-Signing-Schlüssel.</translation>
    </message>
    <message>
        <source>The user&apos;s master key or self-signing key is missing on this homeserver.</source>
        <translation>Master- oder Self-Signing-Schlüssel des Benutzers fehlt auf diesem Homeserver.</translation>
    </message>
    <message>
        <source>The user&apos;s self-signing key is not signed by the master key.</source>
        <translation>Der Self-Signing-Schlüssel des Benutzers ist nicht vom Master-Schlüssel signiert.</translation>
    </message>
    <message>
        <source>The user&apos;s self-signing key has not signed this device; others see it as unverified.</source>
        <translation>Der Self-Signing-Schlüssel hat dieses Gerät nicht signiert; andere sehen es als nicht bestätigt.</translation>
    </message>
    <message>
        <source>The self-signing key&apos;s signature over this device does not verify.</source>
        <translation>Die Signatur des Self-Signing-Schlüssels über dieses Gerät stimmt nicht.</translation>
    </message>
    <message>
        <source>The device ID equals a cross-signing public key; clients must refuse that.</source>
        <translation>Die Geräte-ID gleicht einem öffentlichen Cross-Signing-Schlüssel; Clients müssen das ablehnen.</translation>
    </message>
    <message>
        <source>The user&apos;s self-signing key has signed this device.</source>
        <translation>Der Self-Signing-Schlüssel des Benutzers hat dieses Gerät signiert.</translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) added</source>
        <translation>
            <numerusform>%n Gerät neu</numerusform>
            <numerusform>%n Geräte neu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) removed</source>
        <extracomment>follows &quot;2 devices added, &quot;</extracomment>
        <translation>
            <numerusform>%n Gerät entfernt</numerusform>
            <numerusform>%n Geräte entfernt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n removed</source>
        <comment>devices</comment>
        <translation>
            <numerusform>%n entfernt</numerusform>
            <numerusform>%n entfernt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) changed</source>
        <translation>
            <numerusform>%n Gerät geändert</numerusform>
            <numerusform>%n Geräte geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <comment>devices</comment>
        <translation>
            <numerusform>%n geändert</numerusform>
            <numerusform>%n geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>Cross-signing keys changed</source>
        <translation>Cross-Signing-Schlüssel geändert</translation>
    </message>
    <message>
        <source>cross-signing keys changed</source>
        <translation>Cross-Signing-Schlüssel geändert</translation>
    </message>
    <message>
        <source>No difference</source>
        <translation>Kein Unterschied</translation>
    </message>
    <message>
        <source>stream %1</source>
        <translation>Stream %1</translation>
    </message>
    <message>
        <source>stream %1 → %2</source>
        <translation>Stream %1 → %2</translation>
    </message>
    <message>
        <source>Fetching the list from the remote server …</source>
        <translation>Hole die Liste vom entfernten Server …</translation>
    </message>
    <message>
        <source>The refresh failed</source>
        <translation>Der Neuabgleich schlug fehl</translation>
    </message>
    <message>
        <source>next try %1</source>
        <translation>nächster Versuch %1</translation>
    </message>
    <message>
        <source>The list was fetched</source>
        <translation>Die Liste wurde geholt</translation>
    </message>
    <message>
        <source>working</source>
        <translation>arbeitet</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>catching up</source>
        <translation>holt auf</translation>
    </message>
    <message>
        <source>failing</source>
        <translation>schlägt fehl</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Federation tap</source>
        <translation>Föderationsabgriff</translation>
    </message>
    <message>
        <source>Polling</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>Labor</translation>
    </message>
    <message>
        <source>Lockstep lab</source>
        <translation>Lockstep-Labor</translation>
    </message>
    <message>
        <source>Matrix server</source>
        <translation>Matrix-Server</translation>
    </message>
    <message>
        <source>The lab server records every update that it receives.</source>
        <translation>Der Server des Labors zeichnet jedes Update auf, das er bekommt.</translation>
    </message>
    <message>
        <source>No log is followed, so that updates are only noticed by polling. Name Synapse&apos;s log in the connect dialog or in the gateway&apos;s configuration, or mirror federation traffic to the gateway&apos;s tap.</source>
        <translation>Keinem Protokoll wird gefolgt, Updates fallen also nur beim Abfragen auf. Das Protokoll von Synapse im Verbindungsdialog oder in der Konfiguration des Gateways nennen, oder den Föderationsverkehr an den Abgriff des Gateways spiegeln.</translation>
    </message>
    <message>
        <source>The database is not polled.</source>
        <translation>Die Datenbank wird nicht abgefragt.</translation>
    </message>
    <message>
        <source>Updates in this log are missed.</source>
        <translation>Updates in diesem Protokoll entgehen dem Gateway.</translation>
    </message>
    <message>
        <source>What is in the log already is still being read.</source>
        <translation>Was schon im Protokoll steht, wird noch gelesen.</translation>
    </message>
    <message>
        <source>Nothing has arrived yet: let the proxy mirror PUT /_matrix/federation/v1/send/ to the tap.</source>
        <translation>Noch nichts angekommen: den Proxy PUT /_matrix/federation/v1/send/ an den Abgriff spiegeln lassen.</translation>
    </message>
    <message>
        <source>What arrives at the tap cannot be recorded.</source>
        <translation>Was am Abgriff ankommt, lässt sich nicht aufzeichnen.</translation>
    </message>
    <message>
        <source>Polling of the database fails.</source>
        <translation>Das Abfragen der Datenbank schlägt fehl.</translation>
    </message>
    <message>
        <source>The homeserver&apos;s database cannot be read.</source>
        <translation>Die Datenbank des Homeservers lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>The homeserver answers 500 to updates that it cannot work on, and whoever sent them sends the whole transaction again and again.</source>
        <translation>Der Homeserver antwortet mit 500 auf Updates, die er nicht verarbeiten kann, und wer sie sandte, sendet die ganze Transaktion immer wieder.</translation>
    </message>
    <message>
        <source>%1 The gateway says: “%2”</source>
        <extracomment>%1: a sentence of this program, %2: what the gateway says, in its own words</extracomment>
        <translation>%1 Das Gateway sagt: „%2“</translation>
    </message>
    <message>
        <source>no break known</source>
        <translation>kein Bruch bekannt</translation>
    </message>
    <message>
        <source>unusable keys</source>
        <translation>unbrauchbare Schlüssel</translation>
    </message>
    <message>
        <source>cross-signing broken</source>
        <translation>Cross-Signing gestört</translation>
    </message>
    <message>
        <source>leftover marker</source>
        <translation>übrige Marke</translation>
    </message>
    <message>
        <source>too many devices</source>
        <translation>zu viele Geräte</translation>
    </message>
    <message>
        <source>fetched in a loop</source>
        <translation>in Schleife geholt</translation>
    </message>
    <message>
        <source>The homeserver tracks this user&apos;s devices and nothing contradicts its copy. That is no proof: an update that was lost with nothing after it leaves no trace. A refresh compares the copy with the user&apos;s server.</source>
        <translation>Der Homeserver verfolgt die Geräte dieses Benutzers, und nichts widerspricht seiner Kopie. Das ist kein Beweis: Ein verlorenes Update, nach dem nichts mehr kommt, hinterlässt keine Spur. Ein Neuabgleich vergleicht die Kopie mit dem Server des Benutzers.</translation>
    </message>
    <message>
        <source>At least one device has keys that clients refuse: its own signature is wrong or missing.</source>
        <translation>Mindestens ein Gerät hat Schlüssel, die Clients ablehnen: Die eigene Signatur ist falsch oder fehlt.</translation>
    </message>
    <message>
        <source>A cross-signing key or signature is missing or wrong, so that clients show devices as unverified.</source>
        <translation>Ein Cross-Signing-Schlüssel oder eine Signatur fehlt oder ist falsch, sodass Clients Geräte als unbestätigt zeigen.</translation>
    </message>
    <message>
        <source>The homeserver tries again and again to fetch a list that nobody needs: no local user shares a room with this user.</source>
        <translation>Der Homeserver versucht immer wieder, eine Liste zu holen, die niemand braucht: Kein lokaler Benutzer teilt einen Raum mit diesem Benutzer.</translation>
    </message>
    <message>
        <source>The last list that was fetched has more devices than the homeserver takes and was dropped.</source>
        <translation>Die zuletzt geholte Liste hat mehr Geräte, als der Homeserver annimmt, und wurde verworfen.</translation>
    </message>
    <message>
        <source>The whole list is fetched again and again although no update comes in between.</source>
        <translation>Die ganze Liste wird immer wieder geholt, obwohl dazwischen kein Update kommt.</translation>
    </message>
    <message>
        <source>The homeserver holds nothing about this user: no local user shares a room with them, or nobody here has needed their devices yet.</source>
        <translation>Der Homeserver hat nichts über diesen Benutzer: Kein lokaler Benutzer teilt einen Raum mit ihm, oder niemand hier hat seine Geräte bisher gebraucht.</translation>
    </message>
    <message>
        <source>Handling of updates</source>
        <translation>Verarbeitung der Updates</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>The homeserver&apos;s replication channel is not heard: changes show up by polling, about a second later.</source>
        <translation>Der Replikationskanal des Homeservers ist nicht zu hören: Änderungen zeigen sich durch Abfragen, etwa eine Sekunde später.</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>weicht ab</translation>
    </message>
    <message>
        <source>When the copy was compared last, its origin said something else, and the list was not fetched since.</source>
        <translation>Beim letzten Vergleich sagte der Ursprung etwas anderes, und die Liste wurde seither nicht geholt.</translation>
    </message>
    <message>
        <source>Search index</source>
        <translation>Suchverzeichnis</translation>
    </message>
    <message>
        <source>Capture:</source>
        <translation>Mitschnitt:</translation>
    </message>
    <message>
        <source>Case:</source>
        <translation>Fall:</translation>
    </message>
    <message>
        <source>Case of %1</source>
        <extracomment>%1: a user ID and when it was made</extracomment>
        <translation>Fall von %1</translation>
    </message>
    <message>
        <source>The history cannot be read or written as it should at the moment.</source>
        <translation>Der Verlauf kann im Augenblick nicht so gelesen oder geschrieben werden, wie es sein soll.</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>the update as it came</source>
        <translation>das Update, wie es kam</translation>
    </message>
    <message>
        <source>work on it began</source>
        <translation>die Bearbeitung begann</translation>
    </message>
    <message>
        <source>the signing keys</source>
        <translation>die Signaturschlüssel</translation>
    </message>
    <message>
        <source>what was decided</source>
        <translation>was entschieden wurde</translation>
    </message>
    <message>
        <source>it was ignored</source>
        <translation>es wurde ignoriert</translation>
    </message>
    <message>
        <source>the resync began</source>
        <translation>der Resync begann</translation>
    </message>
    <message>
        <source>a fetched device was stored</source>
        <translation>ein geholtes Gerät wurde gespeichert</translation>
    </message>
    <message>
        <source>the fetched list is the stored one</source>
        <translation>die geholte Liste ist die gespeicherte</translation>
    </message>
    <message>
        <source>the resync succeeded</source>
        <translation>der Resync gelang</translation>
    </message>
    <message>
        <source>the resync failed</source>
        <translation>der Resync scheiterte</translation>
    </message>
    <message>
        <source>What is left of %1 begins after this update, at %2: its line was rotated away.</source>
        <translation>Was von %1 noch da ist, beginnt nach diesem Update, um %2: Seine Zeile wurde wegrotiert.</translation>
    </message>
    <message>
        <source>%1 is a journal of systemd, in which lines are not looked for yet; journalctl shows what it has of that time.</source>
        <translation>%1 ist ein Journal von systemd, in dem noch nicht nach Zeilen gesucht wird; journalctl zeigt, was es aus dieser Zeit hat.</translation>
    </message>
    <message>
        <source>What came through the pipe %1 cannot be read again.</source>
        <translation>Was durch die Pipe %1 kam, lässt sich nicht noch einmal lesen.</translation>
    </message>
    <message>
        <source>%1 is not there any more.</source>
        <translation>%1 ist nicht mehr da.</translation>
    </message>
    <message>
        <source>%1 could not be read: %2</source>
        <translation>%1 ließ sich nicht lesen: %2</translation>
    </message>
    <message>
        <source>%1 holds more than one search reads; its rest was not looked at.</source>
        <translation>%1 enthält mehr, als eine Suche liest; der Rest wurde nicht angesehen.</translation>
    </message>
    <message>
        <source>%1 was not looked at.</source>
        <translation>%1 wurde nicht angesehen.</translation>
    </message>
    <message>
        <source>None of the logs that are followed tells of this update: it was recorded from another source.</source>
        <translation>Keines der verfolgten Logs erzählt von diesem Update: Es wurde aus einer anderen Quelle aufgezeichnet.</translation>
    </message>
    <message numerus="yes">
        <source>None of %n file(s) that were searched has the line that told of this update.</source>
        <translation>
            <numerusform>In der einen durchsuchten Datei steht die Zeile nicht, die von diesem Update erzählte.</numerusform>
            <numerusform>In keiner der %n durchsuchten Dateien steht die Zeile, die von diesem Update erzählte.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This row was read from more than %n line(s) of the log.</source>
        <translation>
            <numerusform>Diese Zeile wurde aus mehr als %n Zeile des Logs gelesen.</numerusform>
            <numerusform>Diese Zeile wurde aus mehr als %n Zeilen des Logs gelesen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This row was read from %n line(s) of the log.</source>
        <translation>
            <numerusform>Diese Zeile wurde aus %n Zeile des Logs gelesen.</numerusform>
            <numerusform>Diese Zeile wurde aus %n Zeilen des Logs gelesen.</numerusform>
        </translation>
    </message>
</context>
</TS>
