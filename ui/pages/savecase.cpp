// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/savecase.h"

#include "core/log.h"
#include "inspection/casefiles/redaction.h"
#include "session/session.h"
#include "ui/words/presentation.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::Case;

namespace {
constexpr qsizetype longestText = 600;
constexpr int lineWidth = 420;
} // namespace

static QString written(const Case &file, const QString &path, bool redact)
{
    const QByteArray bytes = Inspection::toCaseFile(redact ? Inspection::redactedCase(file) : file, path);
    QSaveFile out(path);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return SaveCaseDialog::tr("%1 cannot be written: %2").arg(displayable(path), out.errorString());
    return SaveCaseDialog::tr("Saved as %1.").arg(displayable(path));
}

void writeCase(const Case &file, const QString &path, bool redact, QObject *context, std::function<void(const QString &)> done)
{
    auto *watcher = new QFutureWatcher<QString>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, done = std::move(done)] {
        watcher->deleteLater();
        done(watcher->result());
    });
    watcher->setFuture(QtConcurrent::run([file, path, redact] { return written(file, path, redact); }));
}

SaveCaseDialog *SaveCaseDialog::open(
    Session *session, const UserId &user, const std::optional<Inspection::Incident> &incident, QWidget *parent)
{
    auto *dialog = new SaveCaseDialog(session, user, incident, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->QDialog::open();
    return dialog;
}

SaveCaseDialog::SaveCaseDialog(Session *session, const UserId &user, const std::optional<Inspection::Incident> &incident, QWidget *parent)
    : QDialog(parent)
    , m_user(user)
    , m_incident(incident)
    , m_what(Presentation::plainLabel(tr("Asking the gateway …"), this))
    , m_redact(new QCheckBox(tr("&Replace names, IDs and keys by made-up ones"), this))
    , m_result(Presentation::plainLabel({}, this))
{
    setObjectName(u"saveCaseDialog"_s);
    //: %1: a user ID
    setWindowTitle(tr("Save case of %1").arg(displayable(user.toString(), 80)));
    m_redact->setObjectName(u"redact"_s);
    QLabel *redacted = Presentation::plainLabel(
        tr("Graph, times, verdicts and findings stay. What servers said in their own words is left out, and nobody can check signatures or "
           "compare the list with another server's."),
        this);
    Presentation::setQuiet(redacted);
    for (QLabel *label : {m_what, redacted, m_result}) {
        label->setWordWrap(true);
        label->setMinimumWidth(lineWidth);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_save = buttons->addButton(tr("&Save …"), QDialogButtonBox::ActionRole);
    m_save->setObjectName(u"saveCase"_s);
    m_save->setEnabled(false);
    m_save->setDefault(true);
    connect(m_save, &QPushButton::clicked, this, &SaveCaseDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_what);
    layout->addWidget(m_redact);
    layout->addWidget(redacted);
    layout->addWidget(m_result);
    layout->addWidget(buttons);
    ask(session);
}

void SaveCaseDialog::ask(Session *session)
{
    m_call = session->client()->caseOf(m_user, {}, this, [this](const Result<Case> &answer) {
        m_call = {};
        if (!answer) {
            m_what->setText(displayable(answer.error().text, longestText));
            return;
        }
        m_case = *answer;
        const auto isThis = [this](const Inspection::Incident &incident) { return incident.id == m_incident->id; };
        if (m_incident && std::ranges::none_of(m_case->incidents, isThis))
            m_case->incidents.append(*m_incident);
        const qsizetype updates = m_case->receiver ? m_case->receiver->updates.size() : 0;
        const qsizetype devices = m_case->receiver ? m_case->receiver->details.devices.size()
            : m_case->sender                       ? m_case->sender->devices.size()
                                                   : 0;
        //: %1 and %2: numbers
        m_what->setText(
            tr("A file for somebody else to open: %1 devices with their public keys, %2 updates of the history, findings, versions "
               "and sources. No tokens, no messages, no addresses.")
                .arg(Presentation::count(devices), Presentation::count(updates)));
        m_save->setEnabled(true);
    });
}

void SaveCaseDialog::choose()
{
    auto *dialog = new QFileDialog(this, tr("Save case"), {}, tr("Lockstep cases (*.lockstep-case);;Plain JSON (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"saveCaseFile"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"lockstep-case"_s);
    // The name tells nothing that the file does not.
    dialog->selectFile(m_redact->isChecked() ? u"redacted.lockstep-case"_s : u"case.lockstep-case"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &SaveCaseDialog::saveTo);
    dialog->open();
}

void SaveCaseDialog::saveTo(const QString &path)
{
    m_save->setEnabled(false);
    writeCase(*m_case, path, m_redact->isChecked(), this, [this](const QString &said) {
        m_save->setEnabled(true);
        m_result->setText(said);
    });
}

} // namespace Lockstep
