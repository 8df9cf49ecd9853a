// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/audit/auditdialog.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/session.h"
#include "ui/pages/othersessions.h"
#include "ui/words/auditwords.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
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
    m_witness = new QRadioButton(tr("&lists that another homeserver's operator has"), box);
    m_witness->setObjectName(u"auditWitness"_s);
    m_refresh = new QRadioButton(tr("what a &refresh changes"), box);
    m_refresh->setObjectName(u"auditRefresh"_s);
    Presentation::setToolTip(
        m_federation, tr("The gateway asks with a request that the homeserver's key signs. Nothing is written, here or there."));
    Presentation::setToolTip(m_witness,
        tr("From a window that is connected to that homeserver's gateway, or from a file with answers of "
           "GET /_matrix/federation/v1/user/devices/{userId}. Nothing is written."));
    Presentation::setToolTip(m_refresh,
        tr("The homeserver fetches the lists anew: what that changes was wrong, and is right then. For gateways without a signing key."));
    (m_session->info().audit.available ? m_federation : m_refresh)->setChecked(true);

    m_file = new QWidget(box);
    m_fileText = Presentation::plainLabel({}, m_file);
    m_fileText->setObjectName(u"auditFile"_s);
    auto *choose = new QPushButton(tr("&Choose …"), m_file);
    choose->setAutoDefault(false);
    choose->setObjectName(u"auditChoose"_s);
    m_sources = new QMenu(choose);
    choose->setMenu(m_sources);
    connect(m_sources, &QMenu::aboutToShow, this, &AuditDialog::fillSources);
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

void AuditDialog::fillSources()
{
    m_sources->clear();
    const QList<Session *> others = otherSessions(m_session);
    for (Session *other : others) {
        if (other->info().serverName == m_session->info().serverName)
            continue; // it has the same copies
        m_sources->addAction(
            tr("Window of %1").arg(displayable(other->info().serverName.toString(), 120)), this, [this, other = QPointer(other)] {
                if (other && other->client())
                    gather(other);
            });
    }
    m_sources->addAction(tr("File …"), this, &AuditDialog::choose)->setObjectName(u"auditFromFile"_s);
}

/// The lists of those of its users who are followed here, read from the other window's gateway.
void AuditDialog::gather(Session *other)
{
    m_witness->setChecked(true);
    m_read.reset();
    const ServerName server = other->info().serverName;
    m_gathering = std::make_unique<WitnessGathering>(m_session->client(), other->client(), server);
    m_progress = tr("Reading the lists of %1 …").arg(displayable(server.toString(), 120));
    connect(m_gathering.get(), &WitnessGathering::progressed, this, [this, server](qsizetype read, qsizetype all) {
        m_progress = tr("Reading the lists of %1: %2 of %3")
                         .arg(displayable(server.toString(), 120), Presentation::count(read), Presentation::count(all));
        m_fileText->setText(witnessText());
    });
    connect(m_gathering.get(), &WitnessGathering::failed, this, [this](const Error &error) {
        m_progress.clear();
        m_read = Result<WitnessFile>(failure(error.kind, displayable(error.text, maxErrorLength)));
        update();
    });
    connect(m_gathering.get(), &WitnessGathering::finished, this, [this, server] {
        m_progress.clear();
        if (m_gathering->lists() == 0)
            m_read = Result<WitnessFile>(failure(Error::NotFound,
                tr("No list of a user of %1 is kept here that it could tell of.").arg(displayable(server.toString(), 120))));
        else
            m_read = WitnessFile{.witness = m_gathering->witness(),
                .origin = server.toString(),
                .readAt = m_gathering->witness().value("read_at"_L1).toInteger(),
                .lists = m_gathering->lists()};
        update();
    });
    // A session that ends takes its client with it, and with that what is under way.
    connect(other, &Session::signedOut, m_gathering.get(), [this, server] {
        if (m_progress.isEmpty())
            return;
        m_progress.clear();
        m_read = Result<WitnessFile>(
            failure(Error::Cancelled, tr("The window of %1 was left before all was read.").arg(displayable(server.toString(), 120))));
        update();
    });
    update();
    m_gathering->start();
}

QString AuditDialog::witnessText() const
{
    if (!m_progress.isEmpty())
        return m_progress;
    if (!m_read || !*m_read)
        return tr("Nothing is chosen.");
    QString text = tr("%n list(s) of %1, read %2", nullptr, int((*m_read)->lists))
                       .arg(displayable((*m_read)->origin, 120), Presentation::absoluteTime((*m_read)->readAt));
    if (m_gathering && m_gathering->unknown() > 0)
        text += u"; "_s + tr("%n user(s) it cannot tell of", nullptr, int(m_gathering->unknown()));
    if (m_gathering && m_gathering->isCut())
        text += u"; "_s + tr("there are more than one audit takes");
    return text;
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
    m_gathering.reset();
    m_progress.clear();
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
            return m_reading.isRunning() ? tr("Reading the file …")
                : !m_progress.isEmpty()  ? m_progress
                                         : tr("Choose first where the lists come from.");
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
    m_fileText->setText(witnessText());
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
    Presentation::setTone(m_problem, Presentation::Tone::Critical);
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
