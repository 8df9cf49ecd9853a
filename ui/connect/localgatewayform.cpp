// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connect/localgatewayform.h"

#include "ui/widgets/formfield.h"
#include "ui/words/presentation.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <QtMath>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int visibleLines = 2;

void addRow(QFormLayout *form, const QString &text, FormField *field)
{
    auto *label = new QLabel(text);
    label->setBuddy(field->input());
    field->input()->setAccessibleName(QString(text).remove(u'&'));
    form->addRow(label, field);
}
} // namespace

PathList::PathList(const QString &what, const QString &filter, const QString &placeholder, QWidget *parent)
    : QWidget(parent)
    , m_text(new QPlainTextEdit(this))
    , m_what(what)
    , m_filter(filter)
{
    m_text->setAccessibleName(what);
    m_text->setPlaceholderText(placeholder);
    Presentation::setToolTip(m_text, tr("One path a line: type it, paste it, drop files here, or choose them."));
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const qreal margins = 2 * (m_text->document()->documentMargin() + m_text->frameWidth());
    m_text->setFixedHeight(qCeil(visibleLines * m_text->fontMetrics().lineSpacing() + margins));
    auto *addButton = new QPushButton(tr("Choose …"), this);
    addButton->setAutoDefault(false);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text, 1);
    layout->addWidget(addButton, 0, Qt::AlignTop);
    setFocusProxy(m_text);

    connect(addButton, &QPushButton::clicked, this, &PathList::add);
    connect(m_text, &QPlainTextEdit::textChanged, this, &PathList::changed);
}

QStringList PathList::paths() const
{
    QStringList result;
    const QStringList lines = m_text->toPlainText().split(u'\n');
    for (const QString &line : lines) {
        // A dropped file is pasted as its URL.
        const QString path = line.startsWith("file:"_L1) ? QUrl(line.trimmed()).toLocalFile() : line.trimmed();
        if (!path.isEmpty())
            result << path;
    }
    return result;
}

void PathList::setPaths(const QStringList &paths)
{
    m_text->setPlainText(paths.join(u'\n'));
}

void PathList::add()
{
    auto *dialog = new QFileDialog(this, m_what, {}, m_filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &files) { setPaths(paths() + files); });
    dialog->open();
}

LocalGatewayForm::LocalGatewayForm(QWidget *parent)
    : QWidget(parent)
    , m_configurations(new PathList(
          tr("Synapse's configuration"), tr("Configuration (*.yaml *.yml);;All files (*)"), u"/etc/matrix-synapse/homeserver.yaml"_s, this))
    , m_readOnly(new QCheckBox(tr("Read only: never ask for a resync"), this))
    , m_more(new QToolButton(this))
{
    auto *note = Presentation::plainLabel(
        tr("Lockstep reads Synapse's own database and logs on this machine. The files say where they are."), this);
    Presentation::setQuiet(note);
    auto *configurations = new FormField(m_configurations, this);
    m_fields.insert(ConnectField::Configuration, configurations);
    m_overrides = makeOverrides();

    m_more->setText(tr("Other than homeserver.yaml says"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_more, &QToolButton::toggled, this, [this](bool on) {
        m_more->setIcon(Presentation::icon(on ? u"down"_s : u"next"_s));
        m_overrides->setVisible(on);
        Q_EMIT resized();
    });
    m_more->setIcon(Presentation::icon(u"next"_s));
    m_overrides->hide();

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addRow(form, tr("homeserver.&yaml"), configurations);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(note);
    layout->addLayout(form);
    layout->addWidget(m_readOnly);
    layout->addWidget(m_more);
    layout->addWidget(m_overrides);

    connect(m_configurations, &PathList::changed, this, &LocalGatewayForm::changed);
    connect(m_logs, &PathList::changed, this, &LocalGatewayForm::changed);
}

QWidget *LocalGatewayForm::makeOverrides()
{
    auto *part = new QWidget(this);
    auto *form = new QFormLayout(part);
    form->setContentsMargins(20, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_serverName = addLine(form, ConnectField::ServerName, tr("Server na&me"), u"example.org"_s);
    m_clientApi = addLine(form, ConnectField::ClientApi, tr("Client &API"), u"http://localhost:8008"_s);
    m_database = addLine(form, ConnectField::Database, tr("&Database"), u"postgresql://synapse_reader@localhost/synapse"_s);
    m_markerDatabase = addLine(form, ConnectField::MarkerDatabase, tr("… for &markers"), tr("the same database"));
    Presentation::setToolTip(m_markerDatabase, tr("A database role that may do nothing but insert the marker which makes Synapse resync."));
    m_logs = new PathList(tr("Synapse's logs"), tr("Logs (*.log *.log.* *.gz);;All files (*)"),
        u"/var/log/matrix-synapse/homeserver.log*\njournal:matrix-synapse.service"_s, part);
    auto *logs = new FormField(m_logs, part);
    m_fields.insert(ConnectField::Logs, logs);
    addRow(form, tr("&Logs"), logs);
    return part;
}

QLineEdit *LocalGatewayForm::addLine(QFormLayout *form, ConnectField field, const QString &label, const QString &placeholder)
{
    auto *line = new QLineEdit;
    line->setPlaceholderText(placeholder);
    line->setMinimumWidth(200);
    connect(line, &QLineEdit::textChanged, this, &LocalGatewayForm::changed);
    auto *box = new FormField(line);
    m_fields.insert(field, box);
    addRow(form, label, box);
    return line;
}

LocalGatewayOptions LocalGatewayForm::options() const
{
    LocalGatewayOptions options;
    options.homeserverConfigs = m_configurations->paths();
    options.serverName = m_serverName->text().trimmed();
    options.clientApi = QUrl(m_clientApi->text().trimmed(), QUrl::StrictMode);
    options.database = m_database->text().trimmed();
    options.markerDatabase = m_markerDatabase->text().trimmed();
    options.logs = m_logs->paths();
    options.readOnly = m_readOnly->isChecked();
    return options;
}

void LocalGatewayForm::setOptions(const LocalGatewayOptions &options)
{
    m_configurations->setPaths(options.homeserverConfigs);
    m_serverName->setText(options.serverName);
    m_clientApi->setText(options.clientApi.toString());
    m_database->setText(options.database);
    m_markerDatabase->setText(options.markerDatabase);
    m_logs->setPaths(options.logs);
    m_readOnly->setChecked(options.readOnly);
    const bool overrides
        = !options.serverName.isEmpty() || !options.clientApi.isEmpty() || !options.database.isEmpty() || !options.logs.isEmpty();
    m_more->setChecked(overrides);
}

FormField *LocalGatewayForm::field(ConnectField field) const
{
    return m_fields.value(field);
}

void LocalGatewayForm::revealOverrides(bool reveal)
{
    m_more->setChecked(reveal);
}

void LocalGatewayForm::clearSecrets()
{
    m_database->clear();
    m_markerDatabase->clear();
}

} // namespace Lockstep
