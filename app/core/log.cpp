// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"

#include <QRegularExpression>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace Lockstep {

Q_LOGGING_CATEGORY(lcHttp, "lockstep.http", QtInfoMsg)
Q_LOGGING_CATEGORY(lcMatrix, "lockstep.matrix", QtInfoMsg)
Q_LOGGING_CATEGORY(lcInspection, "lockstep.inspection", QtInfoMsg)
Q_LOGGING_CATEGORY(lcHistory, "lockstep.history", QtInfoMsg)
Q_LOGGING_CATEGORY(lcSynapse, "lockstep.synapse", QtInfoMsg)
Q_LOGGING_CATEGORY(lcLab, "lockstep.lab", QtInfoMsg)
Q_LOGGING_CATEGORY(lcGateway, "lockstep.gateway", QtInfoMsg)
Q_LOGGING_CATEGORY(lcSession, "lockstep.session", QtInfoMsg)
Q_LOGGING_CATEGORY(lcUi, "lockstep.ui", QtInfoMsg)

QString redacted(const QString &text)
{
    struct Rule
    {
        QRegularExpression pattern;
        QString replacement;
    };
    const auto mark = u"(REDACTED)"_s;
    static const QList<Rule> rules = {
        {QRegularExpression(u"\\b(Bearer\\s+)[^\\s\"',;]+"_s, QRegularExpression::CaseInsensitiveOption), u"\\1"_s + mark},
        // JSON members and Python literals, then query parameters and key=value connection strings
        {QRegularExpression(
             u"([\"'](?:access_token|refresh_token|login_token|password|token|sig)[\"']\\s*:\\s*)(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"_s),
            u"\\1\""_s + mark + u'"'},
        {QRegularExpression(
             u"\\b((?:access_token|refresh_token|loginToken|login_token|password|PGPASSWORD)=)('(?:[^'\\\\]|\\\\.)*'|[^&\\s\"';]+)"_s,
             QRegularExpression::CaseInsensitiveOption),
            u"\\1"_s + mark},
        // A database's password may hold "/" and "@" that were not encoded: up to the last "@".
        {QRegularExpression(u"(\\bpostgres(?:ql)?://[^/\\s:@]*:)\\S*(@)"_s), u"\\1"_s + mark + u"\\2"_s},
        {QRegularExpression(u"(://[^/\\s:@]*:)[^\\s/@]*(@)"_s), u"\\1"_s + mark + u"\\2"_s},
        {QRegularExpression(u"\\b(?:syt|syr|mat|mct|mcr)_[A-Za-z0-9_=+/-]{8,}"_s), mark},
    };
    QString result = text;
    for (const Rule &rule : rules)
        result.replace(rule.pattern, rule.replacement);
    return result;
}

static void writeRedacted(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QByteArray line = qFormatLogMessage(type, context, redacted(message)).toUtf8();
    std::fprintf(stderr, "%s\n", line.constData());
    if (type == QtFatalMsg)
        std::abort();
}

void installRedactingMessageHandler()
{
    qInstallMessageHandler(writeRedacted);
}

// What changes the look or the order of the text around it, or shows nothing at all.
static bool isDeceptive(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidirectional marks and overrides, zero-width characters, BOM
    case QChar::Other_Surrogate:
    case QChar::Other_NotAssigned:
    case QChar::Other_PrivateUse:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return c == 0x3164 || c == 0x115f || c == 0x1160 || c == 0xffa0 || c == 0x2800; // blank letters
    }
}

QString displayable(const QString &remoteText, qsizetype maxLength)
{
    QString result;
    result.reserve(qMin(remoteText.size(), maxLength) + 1);
    for (qsizetype i = 0; i < remoteText.size(); ++i) {
        char32_t c = remoteText[i].unicode();
        qsizetype units = 1;
        if (remoteText[i].isHighSurrogate() && i + 1 < remoteText.size() && remoteText[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(remoteText[i], remoteText[i + 1]);
            units = 2;
        }
        QString piece;
        if (c == 0x200d && i > 0)
            piece = QString(QChar(0x200d)); // zero-width joiner: emoji families
        else if (isDeceptive(c))
            piece = c > 0xffff ? u"\\U%1"_s.arg(uint(c), 8, 16, '0'_L1) : u"\\u%1"_s.arg(uint(c), 4, 16, '0'_L1);
        else
            piece = remoteText.mid(i, units);
        if (result.size() + piece.size() > maxLength) {
            result += u'…';
            break;
        }
        result += piece;
        i += units - 1;
    }
    return result;
}

} // namespace Lockstep
