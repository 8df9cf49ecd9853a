<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AuditWords</name>
    <message numerus="yes">
        <source>%n device(s) missing here</source>
        <translation>
            <numerusform>%n device missing here</numerusform>
            <numerusform>%n devices missing here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) too many here</source>
        <translation>
            <numerusform>%n device too many here</numerusform>
            <numerusform>%n devices too many here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>other keys of %n device(s)</source>
        <translation>
            <numerusform>other keys of %n device</numerusform>
            <numerusform>other keys of %n devices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>other signatures of %n device(s)</source>
        <translation>
            <numerusform>other signatures of %n device</numerusform>
            <numerusform>other signatures of %n devices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>another name of %n device(s)</source>
        <translation>
            <numerusform>another name of %n device</numerusform>
            <numerusform>other names of %n devices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n list(s) by name</source>
        <translation>
            <numerusform>%n list by name</numerusform>
            <numerusform>%n lists by name</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n differ(s)</source>
        <translation>
            <numerusform>%n differs</numerusform>
            <numerusform>%n differ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n was (were) known to be out of date</source>
        <translation>
            <numerusform>%n was known to be out of date</numerusform>
            <numerusform>%n were known to be out of date</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be compared</source>
        <translation>
            <numerusform>%n could not be compared</numerusform>
            <numerusform>%n could not be compared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more difference(s) that are not named here</source>
        <translation>
            <numerusform>and %n more difference that is not named here</numerusform>
            <numerusform>and %n more differences that are not named here</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BulkWords</name>
    <message numerus="yes">
        <source>%n user(s): not tracked, so that there is no list to bring in step.</source>
        <translation>
            <numerusform>%n user: not tracked, so that there is no list to bring in step.</numerusform>
            <numerusform>%n users: not tracked, so that there is no list to bring in step.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1: the homeserver waits before it asks that server again.</source>
        <translation>
            <numerusform>%n user of %1: the homeserver waits before it asks that server again.</numerusform>
            <numerusform>%n users of %1: the homeserver waits before it asks that server again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1: the homeserver does not ask that server before %2. The wait can be ended on the page Servers.</source>
        <translation>
            <numerusform>%n user of %1: the homeserver does not ask that server before %2. The wait can be ended on the page Servers.</numerusform>
            <numerusform>%n users of %1: the homeserver does not ask that server before %2. The wait can be ended on the page Servers.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1: the homeserver&apos;s own configuration forbids to ask that server.</source>
        <translation>
            <numerusform>%n user of %1: the homeserver&apos;s own configuration forbids to ask that server.</numerusform>
            <numerusform>%n users of %1: the homeserver&apos;s own configuration forbids to ask that server.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1: the list is longer than the homeserver takes, however often it is fetched.</source>
        <translation>
            <numerusform>%n user of %1: the list is longer than the homeserver takes, however often it is fetched.</numerusform>
            <numerusform>%n users of %1: the list is longer than the homeserver takes, however often it is fetched.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n name(s) that are no user ID.</source>
        <translation>
            <numerusform>%n name that is no user ID.</numerusform>
            <numerusform>%n names that are no user ID.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Refresh %n selected user(s)</source>
        <translation>
            <numerusform>Refresh %n selected user</numerusform>
            <numerusform>Refresh %n selected users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n user</numerusform>
            <numerusform>%n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s)</source>
        <translation>
            <numerusform>%n server</numerusform>
            <numerusform>%n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n other user(s) for such reasons.</source>
        <translation>
            <numerusform>and %n other user for such reasons.</numerusform>
            <numerusform>and %n other users for such reasons.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>(%n of them not asked after that)</source>
        <translation>
            <numerusform>(%n of them not asked after that)</numerusform>
            <numerusform>(%n of them not asked after that)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n user(s) of other servers</source>
        <translation>
            <numerusform>and %n user of other servers</numerusform>
            <numerusform>and %n users of other servers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckWords</name>
    <message numerus="yes">
        <source>%n fault(s)</source>
        <translation>
            <numerusform>%n fault</numerusform>
            <numerusform>%n faults</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in order</source>
        <extracomment>how many of the things that were looked at</extracomment>
        <translation>
            <numerusform>%n in order</numerusform>
            <numerusform>%n in order</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not checked</source>
        <translation>
            <numerusform>%n not checked</numerusform>
            <numerusform>%n not checked</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindingWords</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <extracomment>%1: names; %n more of them</extracomment>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The homeserver fetched the whole list %1 time(s) although no update came in between: something marks it as out of date again and again, such as messages from a device that the list of %2 lacks.</source>
        <translation>
            <numerusform>The homeserver fetched the whole list %1 time although no update came in between: something marks it as out of date again and again, such as messages from a device that the list of %2 lacks.</numerusform>
            <numerusform>The homeserver fetched the whole list %1 times although no update came in between: something marks it as out of date again and again, such as messages from a device that the list of %2 lacks.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>seen %1 time(s)</source>
        <extracomment>%1 is the number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>seen %1 time</numerusform>
            <numerusform>seen %1 times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeatWords</name>
    <message numerus="yes">
        <source>%1 resync(s)</source>
        <extracomment>%1: a number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1 resync</numerusform>
            <numerusform>%1 resyncs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 failure(s)</source>
        <extracomment>%1: a number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1 failure</numerusform>
            <numerusform>%1 failures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 update(s)</source>
        <extracomment>%1: a number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1 update</numerusform>
            <numerusform>%1 updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 by %n server(s) within the last %2.</source>
        <extracomment>%1: &quot;1,200 updates&quot;, %3: &quot;hour&quot;, &quot;day&quot;, …; %n: servers</extracomment>
        <translation>
            <numerusform>%1 by %n server within the last %2.</numerusform>
            <numerusform>%1 by %n servers within the last %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryText</name>
    <message numerus="yes">
        <source>resync: %n device(s)</source>
        <translation>
            <numerusform>resync: %n device</numerusform>
            <numerusform>resync: %n devices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>+%n update(s)</source>
        <translation>
            <numerusform>+%n update</numerusform>
            <numerusform>+%n updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n resync(s)</source>
        <translation>
            <numerusform>%n resync</numerusform>
            <numerusform>%n resyncs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n break(s): %1</source>
        <translation>
            <numerusform>%n break: %1</numerusform>
            <numerusform>%n breaks: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) applied after that</source>
        <translation>
            <numerusform>%n update applied after that</numerusform>
            <numerusform>%n updates applied after that</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It may lack what was never received: %n update(s) since name one.</source>
        <translation>
            <numerusform>It may lack what was never received: %n update since names one.</numerusform>
            <numerusform>It may lack what was never received: %n updates since name one.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s) to fetch it failed since.</source>
        <translation>
            <numerusform>%n attempt to fetch it failed since.</numerusform>
            <numerusform>%n attempts to fetch it failed since.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) were ignored.</source>
        <translation>
            <numerusform>%n update was ignored.</numerusform>
            <numerusform>%n updates were ignored.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What became of %n update(s) is not recorded.</source>
        <translation>
            <numerusform>What became of %n update is not recorded.</numerusform>
            <numerusform>What became of %n updates is not recorded.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IncidentWords</name>
    <message numerus="yes">
        <source>%1 user(s) stale</source>
        <translation>
            <numerusform>%1 user stale</numerusform>
            <numerusform>%1 users stale</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 user(s)</source>
        <translation>
            <numerusform>%1 user</numerusform>
            <numerusform>%1 users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 device(s)</source>
        <translation>
            <numerusform>%1 device</numerusform>
            <numerusform>%1 devices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s) wait</source>
        <translation>
            <numerusform>%1 message waits</numerusform>
            <numerusform>%1 messages wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 update(s) wait</source>
        <translation>
            <numerusform>%1 update waits</numerusform>
            <numerusform>%1 updates wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tried %1 time(s)</source>
        <translation>
            <numerusform>tried %1 time</numerusform>
            <numerusform>tried %1 times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::ActivityPage</name>
    <message numerus="yes">
        <source>%n refresh(es) in this session</source>
        <translation>
            <numerusform>%n refresh in this session</numerusform>
            <numerusform>%n refreshes in this session</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stopped</source>
        <translation>
            <numerusform>%n stopped</numerusform>
            <numerusform>%n stopped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n other error(s)</source>
        <translation>
            <numerusform>and %n other error</numerusform>
            <numerusform>and %n other errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Retry %n failed</source>
        <translation>
            <numerusform>&amp;Retry %n failed</numerusform>
            <numerusform>&amp;Retry %n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::AuditDialog</name>
    <message numerus="yes">
        <source>%n list(s) of %1, read %2</source>
        <translation>
            <numerusform>%n list of %1, read %2</numerusform>
            <numerusform>%n lists of %1, read %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) it cannot tell of</source>
        <translation>
            <numerusform>%n user it cannot tell of</numerusform>
            <numerusform>%n users it cannot tell of</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::AuditPage</name>
    <message numerus="yes">
        <source>%n audit(s)</source>
        <translation>
            <numerusform>%n audit</numerusform>
            <numerusform>%n audits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::AuditPane</name>
    <message numerus="yes">
        <source>%n list(s)</source>
        <translation>
            <numerusform>%n list</numerusform>
            <numerusform>%n lists</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::BulkBar</name>
    <message numerus="yes">
        <source>&amp;Retry %n failed</source>
        <translation>
            <numerusform>&amp;Retry %n failed</numerusform>
            <numerusform>&amp;Retry %n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::CrossSigningView</name>
    <message numerus="yes">
        <source>The self-signing key has signed %1 of %n device(s) with keys.</source>
        <translation>
            <numerusform>The self-signing key has signed %1 of %n device with keys.</numerusform>
            <numerusform>The self-signing key has signed %1 of %n devices with keys.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The identity was reset %n time(s); newest first</source>
        <translation>
            <numerusform>The identity was reset %n time; newest first</numerusform>
            <numerusform>The identity was reset %n times; newest first</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::Exporter</name>
    <message numerus="yes">
        <source>Writing %1: %2 row(s)</source>
        <extracomment>%1: a path, %2: a number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>Writing %1: %2 row</numerusform>
            <numerusform>Writing %1: %2 rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 row(s) written to %2</source>
        <extracomment>%1: a number with separators, %2: a path; %n only chooses the form</extracomment>
        <translation>
            <numerusform>%1 row written to %2</numerusform>
            <numerusform>%1 rows written to %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryMap</name>
    <message numerus="yes">
        <source>%n update(s) or resync(s) here</source>
        <translation>
            <numerusform>%n update or resync here</numerusform>
            <numerusform>%n updates or resyncs here</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryPane</name>
    <message numerus="yes">
        <source>Nothing to fold: no %n unremarkable updates follow each other.</source>
        <translation>
            <numerusform>Nothing to fold: no %n unremarkable updates follow each other.</numerusform>
            <numerusform>Nothing to fold: no %n unremarkable updates follow each other.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryPaneBar</name>
    <message numerus="yes">
        <source>%n update(s)</source>
        <translation>
            <numerusform>%n update</numerusform>
            <numerusform>%n updates</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::HistoryView</name>
    <message numerus="yes">
        <source>Show these %n update(s)</source>
        <translation>
            <numerusform>Show these %n updates</numerusform>
            <numerusform>Show these %n updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing to fold: no %n unremarkable updates follow each other.</source>
        <translation>
            <numerusform>Nothing to fold: no %n unremarkable updates follow each other.</numerusform>
            <numerusform>Nothing to fold: no %n unremarkable updates follow each other.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::IncidentDeeds</name>
    <message numerus="yes">
        <source>Refresh %1 user(s)</source>
        <translation>
            <numerusform>Refresh %1 user</numerusform>
            <numerusform>Refresh %1 users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 refresh(es) under way</source>
        <translation>
            <numerusform>%1 refresh under way</numerusform>
            <numerusform>%1 refreshes under way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 succeeded</source>
        <translation>
            <numerusform>%1 succeeded</numerusform>
            <numerusform>%1 succeeded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 failed</source>
        <translation>
            <numerusform>%1 failed</numerusform>
            <numerusform>%1 failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::IncidentLines</name>
    <message numerus="yes">
        <source>%1 note(s)</source>
        <translation>
            <numerusform>%1 note</numerusform>
            <numerusform>%1 notes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 muted</source>
        <translation>
            <numerusform>%1 muted</numerusform>
            <numerusform>%1 muted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::IncidentSection</name>
    <message numerus="yes">
        <source>%n incident(s) need(s) attention</source>
        <translation>
            <numerusform>%n incident needs attention</numerusform>
            <numerusform>%n incidents need attention</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::LabDock</name>
    <message numerus="yes">
        <source>&amp;Burst: %n changes</source>
        <translation>
            <numerusform>&amp;Burst: %n change</numerusform>
            <numerusform>&amp;Burst: %n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::LabMap</name>
    <message numerus="yes">
        <source>loses %n</source>
        <translation>
            <numerusform>loses %n</numerusform>
            <numerusform>loses %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::ListPanel</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n match</numerusform>
            <numerusform>%n matches</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::LogLinesView</name>
    <message numerus="yes">
        <source>%n line(s) copied.</source>
        <translation>
            <numerusform>%n line copied.</numerusform>
            <numerusform>%n lines copied.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::NewsDesk</name>
    <message numerus="yes">
        <source>%1: %n incident(s) need(s) attention</source>
        <translation>
            <numerusform>%1: %n incident needs attention</numerusform>
            <numerusform>%1: %n incidents need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n or more incidents need attention</source>
        <translation>
            <numerusform>%1: %n or more incidents need attention</numerusform>
            <numerusform>%1: %n or more incidents need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new incident(s)</source>
        <translation>
            <numerusform>%n new incident</numerusform>
            <numerusform>%n new incidents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::OverviewPage</name>
    <message numerus="yes">
        <source>%n thing(s) need(s) attention</source>
        <translation>
            <numerusform>%n thing needs attention</numerusform>
            <numerusform>%n things need attention</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::QueueMessagesPanel</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::QueuesPage</name>
    <message numerus="yes">
        <source>%n queue(s)</source>
        <translation>
            <numerusform>%n queue</numerusform>
            <numerusform>%n queues</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s)</source>
        <translation>
            <numerusform>%n server</numerusform>
            <numerusform>%n servers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::SeriesView</name>
    <message numerus="yes">
        <source>%n queue(s) are not followed: there are too many.</source>
        <translation>
            <numerusform>%n queue are not followed: there are too many.</numerusform>
            <numerusform>%n queues are not followed: there are too many.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::ServerUsers</name>
    <message numerus="yes">
        <source>All %n tracked user(s) of %1, the newest first.</source>
        <translation>
            <numerusform>The %n tracked user of %1, the newest first.</numerusform>
            <numerusform>All %n tracked users of %1, the newest first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) of %1, those who are stale before the others; the newest first.</source>
        <translation>
            <numerusform>%n user of %1, those who are stale before the others; the newest first.</numerusform>
            <numerusform>%n users of %1, those who are stale before the others; the newest first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) are left out.</source>
        <translation>
            <numerusform>%n other is left out.</numerusform>
            <numerusform>%n others are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of those are stale.</source>
        <translation>
            <numerusform>%n of those is stale.</numerusform>
            <numerusform>%n of those are stale.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::ServersPage</name>
    <message numerus="yes">
        <source>%n server(s)</source>
        <translation>
            <numerusform>%n server</numerusform>
            <numerusform>%n servers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::TimeComparison</name>
    <message numerus="yes">
        <source>%n update(s)</source>
        <translation>
            <numerusform>%n update</numerusform>
            <numerusform>%n updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s), the newest first.</source>
        <translation>
            <numerusform>%n user, the newest first.</numerusform>
            <numerusform>%n users, the newest first.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::TrailView</name>
    <message numerus="yes">
        <source>%n entry(s)</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::UpdateDetails</name>
    <message numerus="yes">
        <source>%1 and %n before it</source>
        <extracomment>two stream_ids: the first and the last of a run</extracomment>
        <translation>
            <numerusform>%1 and %n before it</numerusform>
            <numerusform>%1 and %n before it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) by the recorded updates up to here.</source>
        <translation>
            <numerusform>%n device by the recorded updates up to here.</numerusform>
            <numerusform>%n devices by the recorded updates up to here.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) changed between %1 and %2, by the recorded updates.</source>
        <extracomment>%1 and %2 are stream_ids</extracomment>
        <translation>
            <numerusform>%n device changed between %1 and %2, by the recorded updates.</numerusform>
            <numerusform>%n devices changed between %1 and %2, by the recorded updates.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n difference(s) between %2 and %3.</source>
        <extracomment>two times</extracomment>
        <translation>
            <numerusform>%1: %n difference between %2 and %3.</numerusform>
            <numerusform>%1: %n differences between %2 and %3.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: at least %n difference(s) between %2 and %3.</source>
        <translation>
            <numerusform>%1: at least %n difference between %2 and %3.</numerusform>
            <numerusform>%1: at least %n differences between %2 and %3.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::UserHeader</name>
    <message numerus="yes">
        <source>%1 device(s)</source>
        <translation>
            <numerusform>%1 device</numerusform>
            <numerusform>%1 devices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::UserList</name>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n user</numerusform>
            <numerusform>%n users</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::UserPane</name>
    <message numerus="yes">
        <source>%n users are selected</source>
        <translation>
            <numerusform>%n user is selected</numerusform>
            <numerusform>%n users are selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Refresh %n users</source>
        <translation>
            <numerusform>Refresh %n user</numerusform>
            <numerusform>Refresh %n users</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::UserSearch</name>
    <message numerus="yes">
        <source>The search index is being built: %n user(s) so far. The others are found by their IDs alone.</source>
        <translation>
            <numerusform>The search index is being built: %n user so far. The others are found by their IDs alone.</numerusform>
            <numerusform>The search index is being built: %n users so far. The others are found by their IDs alone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n user(s) not everything is indexed: their lists are too long.</source>
        <translation>
            <numerusform>Of %n user not everything is indexed: their lists are too long.</numerusform>
            <numerusform>Of %n users not everything is indexed: their lists are too long.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lockstep::UsersPage</name>
    <message numerus="yes">
        <source>Refresh %n users</source>
        <translation>
            <numerusform>Refresh %n user</numerusform>
            <numerusform>Refresh %n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compare by time (%n users at most)</source>
        <translation>
            <numerusform>Compare by time (%n users at most)</numerusform>
            <numerusform>Compare by time (%n users at most)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverviewFindings</name>
    <message numerus="yes">
        <source>user(s) with a gap in their update history</source>
        <translation>
            <numerusform>user with a gap in their update history</numerusform>
            <numerusform>users with a gap in their update history</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) whose list is stale</source>
        <translation>
            <numerusform>user whose list is stale</numerusform>
            <numerusform>users whose list is stale</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) of servers that do not answer</source>
        <translation>
            <numerusform>user of servers that do not answer</numerusform>
            <numerusform>users of servers that do not answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) with devices that are cached but not tracked</source>
        <translation>
            <numerusform>user with devices that are cached but not tracked</numerusform>
            <numerusform>users with devices that are cached but not tracked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) with devices that they have not signed</source>
        <translation>
            <numerusform>user with devices that they have not signed</numerusform>
            <numerusform>users with devices that they have not signed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) who wait for their first fetch</source>
        <translation>
            <numerusform>user who waits for the first fetch</numerusform>
            <numerusform>users who wait for their first fetch</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>server(s) in backoff</source>
        <translation>
            <numerusform>server in backoff</numerusform>
            <numerusform>servers in backoff</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %1 tracked user(s)</source>
        <translation>
            <numerusform>about %1 tracked user</numerusform>
            <numerusform>about %1 tracked users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 tracked user(s)</source>
        <translation>
            <numerusform>%1 tracked user</numerusform>
            <numerusform>%1 tracked users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refresh(es) running</source>
        <translation>
            <numerusform>%n refresh running</numerusform>
            <numerusform>%n refreshes running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) with devices whose keys clients refuse</source>
        <translation>
            <numerusform>user with devices whose keys clients refuse</numerusform>
            <numerusform>users with devices whose keys clients refuse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) with more devices than the homeserver takes</source>
        <translation>
            <numerusform>user with more devices than the homeserver takes</numerusform>
            <numerusform>users with more devices than the homeserver takes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) whose cross-signing does not hold</source>
        <translation>
            <numerusform>user whose cross-signing does not hold</numerusform>
            <numerusform>users whose cross-signing does not hold</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) whose list is fetched again and again</source>
        <translation>
            <numerusform>user whose list is fetched again and again</numerusform>
            <numerusform>users whose list is fetched again and again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>leftover request(s) to fetch a list that nobody needs</source>
        <translation>
            <numerusform>leftover request to fetch a list that nobody needs</numerusform>
            <numerusform>leftover requests to fetch a list that nobody needs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) with a gap</source>
        <translation>
            <numerusform>%n user with a gap</numerusform>
            <numerusform>%n users with a gap</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) stale</source>
        <translation>
            <numerusform>%n user stale</numerusform>
            <numerusform>%n users stale</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) wait</source>
        <translation>
            <numerusform>%n message waits</numerusform>
            <numerusform>%n messages wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Refresh %n user(s)</source>
        <translation>
            <numerusform>Refresh %n user</numerusform>
            <numerusform>Refresh %n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>user(s) whose list is not what their server said</source>
        <translation>
            <numerusform>user whose list is not what their server said</numerusform>
            <numerusform>users whose list is not what their server said</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message numerus="yes">
        <source>%1 update(s) recorded since %2.</source>
        <translation>
            <numerusform>%1 update recorded since %2.</numerusform>
            <numerusform>%1 updates recorded since %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueWords</name>
    <message numerus="yes">
        <source>about %1 message(s)</source>
        <extracomment>%1 is the number with separators; %n only chooses the form</extracomment>
        <translation>
            <numerusform>about %1 message</numerusform>
            <numerusform>about %1 messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 message(s)</source>
        <translation>
            <numerusform>%1 message</numerusform>
            <numerusform>%1 messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %1 update(s)</source>
        <translation>
            <numerusform>about %1 update</numerusform>
            <numerusform>about %1 updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 update(s)</source>
        <translation>
            <numerusform>%1 update</numerusform>
            <numerusform>%1 updates</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReachWords</name>
    <message numerus="yes">
        <source>%n try(s) seen to fail</source>
        <translation>
            <numerusform>%n try seen to fail</numerusform>
            <numerusform>%n tries seen to fail</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in backoff for %1 (%n time(s))</source>
        <translation>
            <numerusform>in backoff for %1 (once)</numerusform>
            <numerusform>in backoff for %1 (%n times)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tries failed without a backoff %n time(s)</source>
        <translation>
            <numerusform>tries failed once without a backoff</numerusform>
            <numerusform>tries failed %n times without a backoff</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ServerWords</name>
    <message numerus="yes">
        <source>%n user(s) of it are tracked.</source>
        <translation>
            <numerusform>%n user of it is tracked.</numerusform>
            <numerusform>%n users of it are tracked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them wait(s) for a resync, which needs this server.</source>
        <translation>
            <numerusform>%n of them waits for a resync, which needs this server.</numerusform>
            <numerusform>%n of them wait for a resync, which needs this server.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) since %1.</source>
        <translation>
            <numerusform>%n update since %1.</numerusform>
            <numerusform>%n updates since %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>(at least %n times in a row, since %1 or before)</source>
        <translation>
            <numerusform>(at least %n time, since %1 or before)</numerusform>
            <numerusform>(at least %n times in a row, since %1 or before)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>(%n time(s) in a row, since %1)</source>
        <translation>
            <numerusform>(%n time, since %1)</numerusform>
            <numerusform>(%n times in a row, since %1)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrailView</name>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>once</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 until %2, %n time(s)</source>
        <translation>
            <numerusform>%1 until %2, once</numerusform>
            <numerusform>%1 until %2, %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more device(s) that are not named here</source>
        <translation>
            <numerusform>and %n more device that is not named here</numerusform>
            <numerusform>and %n more devices that are not named here</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Units</name>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitWords</name>
    <message numerus="yes">
        <source>Nothing wakes %n server(s) for which something waits since %1: %2. Anything that is sent there does.</source>
        <translation>
            <numerusform>Nothing wakes %n server for which something waits since %1: %2. Anything that is sent there does.</numerusform>
            <numerusform>Nothing wakes %n servers for which something waits since %1: %2. Anything that is sent there does.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n known fault(s) of Synapse %1 touch(es) what is shown here</source>
        <extracomment>%1: a version</extracomment>
        <translation>
            <numerusform>%n known fault of Synapse %1 touches what is shown here</numerusform>
            <numerusform>%n known faults of Synapse %1 touch what is shown here</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n device(s) added</source>
        <translation>
            <numerusform>%n device added</numerusform>
            <numerusform>%n devices added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) removed</source>
        <extracomment>follows &quot;2 devices added, &quot;</extracomment>
        <translation>
            <numerusform>%n device removed</numerusform>
            <numerusform>%n devices removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n removed</source>
        <comment>devices</comment>
        <translation>
            <numerusform>%n removed</numerusform>
            <numerusform>%n removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) changed</source>
        <translation>
            <numerusform>%n device changed</numerusform>
            <numerusform>%n devices changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <comment>devices</comment>
        <translation>
            <numerusform>%n changed</numerusform>
            <numerusform>%n changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of %n file(s) that were searched has the line that told of this update.</source>
        <translation>
            <numerusform>None of %n file that were searched has the line that told of this update.</numerusform>
            <numerusform>None of %n files that were searched has the line that told of this update.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This row was read from more than %n line(s) of the log.</source>
        <translation>
            <numerusform>This row was read from more than %n line of the log.</numerusform>
            <numerusform>This row was read from more than %n lines of the log.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This row was read from %n line(s) of the log.</source>
        <translation>
            <numerusform>This row was read from %n line of the log.</numerusform>
            <numerusform>This row was read from %n lines of the log.</numerusform>
        </translation>
    </message>
</context>
</TS>
