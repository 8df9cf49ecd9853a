<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- SPDX-FileCopyrightText: 2026 The Lockstep contributors -->
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<TS version="2.1" language="en" sourcelanguage="en">
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
    <name>Lockstep::ServerPanel</name>
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
    <name>Lockstep::UserHeader</name>
    <message numerus="yes">
        <source>%n device(s)</source>
        <translation>
            <numerusform>%n device</numerusform>
            <numerusform>%n devices</numerusform>
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
    <message numerus="yes">
        <source>%n refreshes are queued</source>
        <translation>
            <numerusform>%n refresh is queued</numerusform>
            <numerusform>%n refreshes are queued</numerusform>
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
        <extracomment>follows "2 devices added, "</extracomment>
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
</context>
</TS>
