// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/audit/auditdialog.h"

#include "core/log.h"
#include "inspection/client.h"
#include "session/session.h"
#include "ui/words/auditwords.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::AuditMethod;
using Inspection::AuditRequest;

namespace {
constexpr int dialogWidth = 560;
constexpr int proposedSample = 300;
constexpr int maxSample = 1'000'000;
constexpr qsizetype maxErrorLength = 400;
} // namespace

AuditDialog *AuditDialog::open(Session *session, const QString &server, QWidget *parent)
{
    auto *dialog = new AuditDialog(session, server, parent);
    dialog->QDialog::open();
    return dialog;
}

AuditDialog::AuditDialog(Session *session, const QString &server, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_note(Presentation::plainLabel({}, this))
    , m_problem(Presentation::plainLabel({}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"auditDialog"_s);
    setWindowTitle(tr("Check lists against their origin"));
    setMinimumWidth(dialogWidth);
    m_note->setObjectName(u"auditNote"_s);
    m_problem->setObjectName(u"auditProblem"_s);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(tr("&Start"), QDialogButtonBox::AcceptRole);
    m_start->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(makeMethods());
    layout->addWidget(makeScope(server));
    layout->addWidget(m_note);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &AuditDialog::begin);
    connect(session, &Session::signedOut, this, &QDialog::reject);
    connect(session, &Session::infoChanged, this, &AuditDialog::update);
    connect(&m_reading, &QFutureWatcherBase::finished, this, [this] {
        m_read = m_reading.result();
        update();
    });
    update();
}

QWidget *AuditDialog::makeMethods()
{
    auto *box = new QGroupBox(tr("Compare with"), this);
    m_federation = new QRadioButton(tr("what each &user's own server says"), box);
    m_federation->setObjectName(u"auditFederation"_s);
    m_witness = new QRadioButton(tr("lists from a &file"), box);
    m_witness->setObjectName(u"auditWitness"_s);
    m_refresh = new QRadioButton(tr("what a &refresh changes"), box);
    m_refresh->setObjectName(u"auditRefresh"_s);
    Presentation::setToolTip(
        m_federation, tr("The gateway asks with a request that the homeserver's key signs. Nothing is written, here or there."));
    Presentation::setToolTip(m_witness,
        tr("What the other operator, another gateway or you got from GET /_matrix/federation/v1/user/devices/{userId}. Nothing is "
           "written."));
    Presentation::setToolTip(m_refresh,
        tr("The homeserver fetches the lists anew: what that changes was wrong, and is right then. For gateways without a signing key."));
    (m_session->info().audit.available ? m_federation : m_refresh)->setChecked(true);

    m_file = new QWidget(box);
    m_fileText = Presentation::plainLabel({}, m_file);
    m_fileText->setObjectName(u"auditFile"_s);
    auto *choose = new QPushButton(tr("&Choose …"), m_file);
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, &AuditDialog::choose);
    auto *row = new QHBoxLayout(m_file);
    row->setContentsMargins(22, 0, 0, 0);
    row->addWidget(m_fileText, 1);
    row->addWidget(choose);

    auto *layout = new QVBoxLayout(box);
    layout->addWidget(m_federation);
    layout->addWidget(m_witness);
    layout->addWidget(m_file);
    layout->addWidget(m_refresh);
    for (const QRadioButton *button : {m_federation, m_witness, m_refresh})
        connect(button, &QRadioButton::toggled, this, &AuditDialog::update);
    return box;
}

QWidget *AuditDialog::makeScope(const QString &server)
{
    auto *box = new QGroupBox(tr("Which lists"), this);
    m_scope = box;
    m_sample = new QRadioButton(tr("a &random sample of"), box);
    m_all = new QRadioButton(tr("&all of them"), box);
    m_ofServer = new QRadioButton(tr("those of the &server"), box);
    m_sample->setObjectName(u"auditSample"_s);
    m_all->setObjectName(u"auditAll"_s);
    m_ofServer->setObjectName(u"auditOfServer"_s);
    (server.isEmpty() ? m_sample : m_ofServer)->setChecked(true);
    m_number = new QSpinBox(box);
    m_number->setObjectName(u"auditNumber"_s);
    m_number->setRange(1, maxSample);
    m_number->setGroupSeparatorShown(true);
    m_number->setValue(proposedSample);
    m_number->setAccessibleName(tr("Number of lists in the sample"));
    m_server = new QLineEdit(server, box);
    m_server->setObjectName(u"auditServer"_s);
    m_server->setAccessibleName(tr("Server whose users' lists are compared"));
    m_server->setPlaceholderText(u"remote.example"_s);
    const auto row = [](QWidget *first, QWidget *second) {
        auto *line = new QHBoxLayout;
        line->addWidget(first);
        line->addWidget(second);
        line->addStretch(1);
        return line;
    };
    auto *layout = new QVBoxLayout(box);
    layout->addLayout(row(m_sample, m_number));
    layout->addWidget(m_all);
    auto *ofServer = new QHBoxLayout;
    ofServer->addWidget(m_ofServer);
    ofServer->addWidget(m_server, 1);
    layout->addLayout(ofServer);
    for (const QRadioButton *button : {m_sample, m_all, m_ofServer})
        connect(button, &QRadioButton::toggled, this, &AuditDialog::update);
    connect(m_number, &QSpinBox::valueChanged, this, &AuditDialog::update);
    connect(m_server, &QLineEdit::textChanged, this, &AuditDialog::update);
    return box;
}

AuditMethod AuditDialog::method() const
{
    return m_federation->isChecked() ? AuditMethod::Federation : m_witness->isChecked() ? AuditMethod::Witness : AuditMethod::Refresh;
}

void AuditDialog::choose()
{
    auto *dialog = new QFileDialog(this, tr("Lists from a file"), {}, tr("Device lists (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &AuditDialog::read);
    dialog->open();
}

void AuditDialog::read(const QString &path)
{
    m_read.reset();
    m_reading.setFuture(QtConcurrent::run([path] { return readWitness(path); }));
    m_witness->setChecked(true);
    update();
}

AuditRequest AuditDialog::request() const
{
    AuditRequest request{.method = method()};
    if (request.method == AuditMethod::Witness) {
        if (m_read && *m_read)
            request.witness = (*m_read)->witness;
        return request;
    }
    if (m_sample->isChecked())
        request.sample = m_number->value();
    else if (m_ofServer->isChecked())
        request.server = m_server->text().trimmed();
    return request;
}

QString AuditDialog::obstacle() const
{
    const Inspection::Info &info = m_session->info();
    if (info.caller && info.caller->role == Inspection::Role::Viewer)
        return tr("You may look here and not act. The gateway lets those check lists whom it is given with --operator.");
    switch (method()) {
    case AuditMethod::Federation:
        if (!info.audit.available)
            return info.audit.reason.isEmpty() ? tr("This gateway cannot ask other servers.")
                                               : displayable(info.audit.reason, maxErrorLength);
        break;
    case AuditMethod::Refresh:
        if (!info.refresh.available)
            return info.refresh.reason.isEmpty() ? tr("This gateway cannot refresh.") : displayable(info.refresh.reason, maxErrorLength);
        break;
    case AuditMethod::Witness:
        if (m_read && !*m_read)
            return m_read->error().text;
        if (!m_read)
            return m_reading.isRunning() ? tr("Reading the file …") : tr("Choose a file first.");
        return {};
    case AuditMethod::Unknown:
        break;
    }
    if (m_ofServer->isChecked() && m_server->text().trimmed().isEmpty())
        return tr("Name the server whose users' lists are to be compared.");
    return {};
}

void AuditDialog::update()
{
    if (!m_start)
        return; // while it is being made
    const bool isWitness = method() == AuditMethod::Witness;
    m_file->setVisible(isWitness);
    m_fileText->setText(m_read && *m_read ? tr("%n list(s) of %1, read %2", nullptr, int((*m_read)->lists))
                                                .arg(displayable((*m_read)->origin, 120), Presentation::absoluteTime((*m_read)->readAt))
                                          : tr("No file is chosen."));
    m_scope->setEnabled(!isWitness);
    m_number->setEnabled(m_sample->isChecked());
    m_server->setEnabled(m_ofServer->isChecked());
    QStringList notes;
    if (method() == AuditMethod::Refresh)
        notes << tr("The homeserver puts right what was wrong: only this way writes anything.");
    else
        notes << tr("Nothing is written, here or there.");
    if (!isWitness && m_sample->isChecked())
        notes << AuditWords::promise(m_number->value());
    if (!isWitness && !m_sample->isChecked())
        notes << tr(
            "One list at a time for each server: of a large homeserver all lists take hours. It goes on by itself after a restart.");
    m_note->setText(notes.join(u' '));
    m_refused.clear();
    showProblem(obstacle());
}

void AuditDialog::showProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    m_start->setEnabled(text.isEmpty() || !m_refused.isEmpty());
    QPalette colours = m_problem->palette();
    colours.setColor(QPalette::WindowText, Presentation::toneColor(Presentation::Tone::Critical, palette()));
    m_problem->setPalette(colours);
}

void AuditDialog::begin()
{
    if (m_call.isRunning() || !obstacle().isEmpty())
        return;
    m_start->setEnabled(false);
    m_call = m_session->client()->startAudit(request(), this, [this](const Result<Inspection::Audit> &result) {
        if (!result) {
            m_refused = result.error().text;
            showProblem(displayable(m_refused, maxErrorLength));
            return;
        }
        Q_EMIT begun(result->id);
        accept();
    });
}

} // namespace Lockstep
