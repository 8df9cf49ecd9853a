// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/gallery/world.h"
#include "ui/widgets/elidedlabel.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QTabBar>
#include <QTest>
#include <QTextDocument>
#include <QTextDocumentFragment>
#include <QTranslator>
#include <QtMath>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

/// All that is said can be said in another language, and has room: in a language of strange letters (pseudo.py) no English is left, and
/// in languages that people speak nothing is cut.
class WordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup();
    void nothingIsLeftInEnglish_data();
    void nothingIsLeftInEnglish();
    void nothingIsCut_data();
    void nothingIsCut();
    void longNamesWrap_data();
    void longNamesWrap();

private:
    bool speak(const QString &language);
    std::unique_ptr<QTranslator> m_language;
};

namespace {
constexpr int rowsLookedAt = 20;

/// One by one: Qt Test cuts off what is long.
void tell(const QStringList &problems)
{
    for (const QString &problem : problems)
        qWarning("%s", qPrintable(problem));
}

QString describe(const QWidget *widget)
{
    const QString parent = widget->parentWidget() ? QString::fromLatin1(widget->parentWidget()->metaObject()->className()) : QString();
    return parent + u'/' + QString::fromLatin1(widget->metaObject()->className())
        + (widget->objectName().isEmpty() ? QString() : u'#' + widget->objectName());
}

/// Looks at texts of a view and of what is in it.
class Reading
{
public:
    explicit Reading(const QString &view)
        : m_view(view)
    {
    }

    void read(QWidget *root)
    {
        look(root);
        const auto all = root->findChildren<QWidget *>();
        for (QWidget *widget : all) {
            if (widget->isVisible())
                look(widget);
        }
    }

    QStringList problems;
    int texts = 0;

private:
    void look(QWidget *widget)
    {
        if (const auto *label = qobject_cast<QLabel *>(widget))
            text(widget, u"text"_s, label->text());
        if (const auto *label = qobject_cast<ElidedLabel *>(widget))
            text(widget, u"text"_s, label->text());
        if (const auto *button = qobject_cast<QAbstractButton *>(widget))
            text(widget, u"text"_s, button->text());
        if (const auto *box = qobject_cast<QGroupBox *>(widget))
            text(widget, u"title"_s, box->title());
        if (const auto *field = qobject_cast<QLineEdit *>(widget))
            text(widget, u"placeholder"_s, field->placeholderText());
        if (const auto *box = qobject_cast<QComboBox *>(widget)) {
            for (int i = 0; i < box->count(); ++i)
                text(widget, u"item"_s, box->itemText(i));
        }
        if (const auto *tabs = qobject_cast<QTabBar *>(widget)) {
            for (int i = 0; i < tabs->count(); ++i)
                text(widget, u"tab"_s, tabs->tabText(i));
        }
        if (auto *bar = qobject_cast<QMenuBar *>(widget))
            menu(widget, bar->actions(), 0);
        if (const auto *view = qobject_cast<QAbstractItemView *>(widget); view && view->model() && !qobject_cast<QHeaderView *>(widget))
            items(view);
        text(widget, u"tool tip"_s, QTextDocumentFragment::fromHtml(widget->toolTip()).toPlainText());
        text(widget, u"name for screen readers"_s, widget->accessibleName());
        text(widget, u"description for screen readers"_s, widget->accessibleDescription());
    }

    void menu(QWidget *widget, const QList<QAction *> &actions, int depth)
    {
        for (QAction *action : actions) {
            text(widget, u"action"_s, action->text().section(u'\t', 0, 0));
            if (action->menu() && depth < 4) {
                Q_EMIT action->menu()->aboutToShow();
                menu(widget, action->menu()->actions(), depth + 1);
            }
        }
    }

    void items(const QAbstractItemView *view)
    {
        const QAbstractItemModel *model = view->model();
        for (int column = 0; column < model->columnCount(); ++column) {
            text(view, u"header"_s, model->headerData(column, Qt::Horizontal).toString());
            text(view, u"header's tool tip"_s,
                QTextDocumentFragment::fromHtml(model->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString()).toPlainText());
            for (int row = 0; row < std::min(model->rowCount(), rowsLookedAt); ++row) {
                const QModelIndex index = model->index(row, column);
                text(view, u"cell"_s, index.data().toString());
                text(view, u"cell's tool tip"_s, QTextDocumentFragment::fromHtml(index.data(Qt::ToolTipRole).toString()).toPlainText());
                text(view, u"cell for screen readers"_s, index.data(Qt::AccessibleTextRole).toString());
            }
        }
    }

    void text(const QWidget *widget, const QString &what, const QString &said)
    {
        if (said.isEmpty())
            return;
        ++texts;
        // What is data and no language: identifiers, keys, addresses, the gateway's own words, names of programs and of the protocol.
        static const QRegularExpression data(
            u"synapse\\.\\S+|(?<![A-Za-z])[a-z]+[:<>]\\S*|(@(user|ann|admin|nobody)\\d*:)?[a-z0-9-]+(\\.[a-z0-9-]+)+(:\\d+)?|(DEVICE|"
            u"LAPTOP)\\d+|"
            u"Phone of \\d+|Phone \\d+"
            "|@admin:localhost|olm, megolm|(Old|New) name|https?://\\S+|/\\S+|[A-Za-z0-9+/]{40,}|([A-Za-z0-9+/]{4} ?){8,}|An update from "
            "\\S+ was lost\\.|The homeserver holds nothing about \\S+"
            "|Connection refused|Failed to send request|refused the connection|something is wrong with \\S+|look at it|every 30 s"
            "|The database answers\\.|Give the role SELECT\\.|The database \\S+ did not answer within 10 s\\.|postgresql on|schema \\d+"
            "|has no lines of|[a-z]+_[a-z_]+|loggers:|level: "
            "DEBUG|synapse\\S*:|Lockstep|Synapse|ed25519|curve25519\\S*|localhost|Matrix|JSON"
            "|HTTP\\S*|https|DEBUG|Ctrl|Shift|Return|Alt\\+(Left|Right)|Deutsch|English|Markdown|\\b(Cancel|Close|Restore Defaults)\\b"_s);
        static const QRegularExpression english(u"[A-Za-z]{4,}"_s);
        QString rest = said;
        rest.remove(u'&');
        rest.remove(data);
        const QRegularExpressionMatch left = english.match(rest);
        if (left.hasMatch())
            say(u"%1: %2 %3 \"%4\" has \"%5\""_s.arg(m_view, describe(widget), what, said.left(160), left.captured()));
    }

    void say(const QString &problem)
    {
        if (!problems.contains(problem))
            problems.append(problem);
    }

    QString m_view;
};

/// Sentences that are cut at the right, or letters that are cut below, because a word of somebody else's is long.
QStringList cutWords(const QString &view, QWidget *root)
{
    QStringList problems;
    const auto all = root->findChildren<QLabel *>();
    for (QLabel *label : all) {
        if (!label->isVisible() || label->width() == 0 || label->text().isEmpty())
            continue;
        label->grab(); // lays it out
        const auto *document = label->findChild<QTextDocument *>();
        const int room = label->contentsRect().width();
        QString said = label->text();
        if (label->buddy())
            said.remove(u'&');
        const int wide = document ? qCeil(document->idealWidth())
                                  : label->fontMetrics()
                                        .boundingRect(QRect(0, 0, room, 10'000), label->wordWrap() ? Qt::TextWordWrap : 0, said)
                                        .width();
        if (wide > room + 1)
            problems.append(u"%1: %2 \"%3\" has %4 of %5 pixels"_s.arg(view, describe(label), label->text().left(100)).arg(room).arg(wide));
        if (label->wordWrap() && label->heightForWidth(label->width()) > label->height() + 2)
            problems.append(u"%1: %2 \"%3\" has %4 of %5 pixels below each other"_s.arg(view, describe(label), label->text().left(100))
                                .arg(label->height())
                                .arg(label->heightForWidth(label->width())));
    }
    const auto buttons = root->findChildren<QAbstractButton *>();
    for (const QAbstractButton *button : buttons) {
        if (button->isVisible() && !button->text().isEmpty() && button->sizeHint().width() > button->width() + 1)
            problems.append(u"%1: %2 \"%3\" is cut"_s.arg(view, describe(button), button->text().left(100)));
    }
    return problems;
}

/// Texts that have too little room.
QStringList cutTexts(const QString &view, QWidget *root)
{
    QStringList problems;
    const auto say = [&](const QWidget *widget, const QString &text, int has, int wants) {
        problems.append(u"%1: %2 \"%3\" has %4 of %5 pixels"_s.arg(view, describe(widget), text.left(100)).arg(has).arg(wants));
    };
    const auto all = root->findChildren<QWidget *>();
    for (QWidget *widget : all) {
        if (!widget->isVisible() || widget->width() == 0)
            continue;
        if (const auto *label = qobject_cast<QLabel *>(widget); label && !label->text().isEmpty()) {
            if (!label->wordWrap() && label->sizeHint().width() > label->width() + 1)
                say(label, label->text(), label->width(), label->sizeHint().width());
            if (label->wordWrap() && label->heightForWidth(label->width()) > label->height() + 2)
                say(label, label->text(), label->height(), label->heightForWidth(label->width()));
        }
        if (const auto *button = qobject_cast<QAbstractButton *>(widget);
            button && !button->text().isEmpty() && button->sizeHint().width() > button->width() + 1)
            say(button, button->text(), button->width(), button->sizeHint().width());
        if (const auto *box = qobject_cast<QComboBox *>(widget)) {
            const int wanted = box->fontMetrics().horizontalAdvance(box->currentText());
            if (wanted > box->width() - 20)
                say(box, box->currentText(), box->width() - 20, wanted);
        }
        if (const auto *header = qobject_cast<QHeaderView *>(widget);
            header && header->orientation() == Qt::Horizontal && header->model()) {
            for (int section = 0; section < header->count(); ++section) {
                const QString title = header->model()->headerData(section, Qt::Horizontal).toString();
                const int wanted = header->fontMetrics().horizontalAdvance(title);
                const bool isTold = !header->model()->headerData(section, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty();
                if (!header->isSectionHidden(section) && !isTold && wanted > header->sectionSize(section))
                    say(header, title, header->sectionSize(section), wanted);
            }
        }
    }
    return problems;
}
} // namespace

void WordsTest::cleanup()
{
    if (m_language)
        QCoreApplication::removeTranslator(m_language.get());
    m_language.reset();
}

bool WordsTest::speak(const QString &language)
{
    m_language = std::make_unique<QTranslator>();
    return m_language->load(language == u"pseudo" ? QStringLiteral(LOCKSTEP_PSEUDO)
                                                  : u"%1/lockstep_%2.qm"_s.arg(QStringLiteral(LOCKSTEP_TRANSLATIONS), language))
        && QCoreApplication::installTranslator(m_language.get());
}

void WordsTest::nothingIsLeftInEnglish_data()
{
    QTest::addColumn<int>("filling");
    for (const Filling filling : {Filling::Empty, Filling::Loading, Filling::Failed, Filling::Some})
        QTest::newRow(qPrintable(toString(filling))) << int(filling);
}

void WordsTest::nothingIsLeftInEnglish()
{
    QFETCH(int, filling);
    QVERIFY(speak(u"pseudo"_s));
    World world{Filling(filling)};
    QVERIFY(world.connect());
    QStringList problems;
    int texts = 0;
    const QList<View> views = allViews(Filling(filling));
    for (const View &view : views) {
        QWidget *shown = world.show(view);
        QVERIFY2(shown, qPrintable(view.name));
        Reading reading(view.name);
        reading.read(shown);
        problems += reading.problems;
        texts += reading.texts;
    }
    qInfo("%d texts", texts);
    QVERIFY(texts > 300);
    tell(problems);
    QVERIFY(problems.isEmpty());
}

void WordsTest::nothingIsCut_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("filling");
    QTest::addColumn<QSize>("size");
    for (const QString &language : {u"en"_s, u"de"_s, u"pseudo"_s}) {
        for (const Filling filling : {Filling::Empty, Filling::Failed, Filling::Some}) {
            for (const QSize &size : {QSize(1024, 700), QSize(1440, 900)})
                QTest::newRow(qPrintable(u"%1 %2 %3"_s.arg(language, toString(filling)).arg(size.width())))
                    << language << int(filling) << size;
        }
    }
}

void WordsTest::nothingIsCut()
{
    QFETCH(QString, language);
    QFETCH(int, filling);
    QFETCH(QSize, size);
    QVERIFY(speak(language));
    World world{Filling(filling)};
    world.window()->resize(size);
    QVERIFY(world.connect());
    QStringList problems;
    const QList<View> views = allViews(Filling(filling));
    for (const View &view : views) {
        QWidget *shown = world.show(view);
        QVERIFY2(shown, qPrintable(view.name));
        problems += cutTexts(view.name, shown);
    }
    tell(problems);
    QVERIFY(problems.isEmpty());
}

void WordsTest::longNamesWrap_data()
{
    QTest::addColumn<QSize>("size");
    for (const QSize &size : {QSize(1024, 700), QSize(1440, 900)})
        QTest::newRow(qPrintable(QString::number(size.width()))) << size;
}

/// What others call themselves may be one word of 255 bytes. No page gets wider by it than the window, and nothing of a sentence is cut.
void WordsTest::longNamesWrap()
{
    QFETCH(QSize, size);
    QVERIFY(speak(u"en"_s));
    World world{Filling::Hostile};
    world.window()->resize(size);
    QVERIFY(world.connect());
    QStringList problems;
    const QList<View> views = allViews(Filling::Hostile);
    for (const View &view : views) {
        QWidget *shown = world.show(view);
        QVERIFY2(shown, qPrintable(view.name));
        problems += cutWords(view.name, shown);
        if (world.window()->width() > size.width())
            problems += u"%1: the window is %2 wide"_s.arg(view.name).arg(world.window()->width());
    }
    tell(problems);
    QVERIFY(problems.isEmpty());
}

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QApplication::setStyle(u"fusion"_s);
    QApplication::setFont(QFont(u"DejaVu Sans"_s, 9));
    WordsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_words.moc"
