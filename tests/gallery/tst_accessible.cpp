// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/gallery/world.h"

#include <QAccessible>
#include <QAccessibleTableCellInterface>
#include <QAccessibleTableInterface>
#include <QAccessibleTextInterface>
#include <QApplication>
#include <QLabel>
#include <QMetaEnum>
#include <QRegularExpression>
#include <QTest>
#include <QTextBrowser>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

/// What a screen reader is told of every page: all that a person can act on has a name, and nothing is told that a screen shows otherwise.
class AccessibleTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void allIsNamed_data() { fillings(); }
    void allIsNamed();
    void everyFocusIsSeen_data() { fillings(); }
    void everyFocusIsSeen();

private:
    static void fillings();
};

namespace {
/// Cells of long tables are alike.
constexpr int cellsLookedAt = 60;
constexpr int mostDepth = 60;

/// One by one: Qt Test cuts off what is long.
void tell(const QStringList &problems)
{
    for (const QString &problem : problems)
        qWarning("%s", qPrintable(problem));
}

QString roleName(QAccessible::Role role)
{
    return QString::fromLatin1(QMetaEnum::fromType<QAccessible::Role>().valueToKey(role));
}

bool isForActing(QAccessibleInterface *part)
{
    if (qobject_cast<QLabel *>(part->object()))
        return false; // a picture beside words that say the same
    if (const auto *widget = qobject_cast<QWidget *>(part->object()); widget && widget->focusProxy())
        return false; // it hands the focus on to what is looked at itself
    switch (part->role()) {
    case QAccessible::Button:
    case QAccessible::ButtonMenu:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::SpinBox:
    case QAccessible::Slider:
    case QAccessible::Link:
    case QAccessible::MenuItem:
    case QAccessible::PageTab:
    case QAccessible::Table:
    case QAccessible::Tree:
    case QAccessible::List:
    case QAccessible::Graphic:
    case QAccessible::Chart:
        return true;
    default:
        return part->state().focusable && part->role() != QAccessible::StaticText && part->role() != QAccessible::Cell
            && part->role() != QAccessible::ListItem && part->role() != QAccessible::TreeItem;
    }
}

class Walk
{
public:
    explicit Walk(const QString &view, bool isHostile)
        : m_view(view)
        , m_isHostile(isHostile)
    {
    }

    void look(QAccessibleInterface *part, const QString &path, int depth = 0)
    {
        if (!part || !part->isValid() || depth > mostDepth || part->state().invisible)
            return;
        const QString name = part->text(QAccessible::Name);
        const QObject *object = part->object();
        const QString here = path + u'/' + (object ? QString::fromLatin1(object->metaObject()->className()) : roleName(part->role()))
            + (object && !object->objectName().isEmpty() ? u'#' + object->objectName() : QString());
        ++seen;
        if (isForActing(part) && name.trimmed().isEmpty())
            say(here, u"has no name"_s);
        // The name of a box of choices is what is chosen.
        if (part->role() == QAccessible::ComboBox && part->text(QAccessible::Description).isEmpty()
            && part->relations(QAccessible::Label).isEmpty())
            say(here, u"does not say what is chosen in it"_s);
        lookAt(here, u"name"_s, name);
        lookAt(here, u"description"_s, part->text(QAccessible::Description));
        lookAt(here, u"help"_s, part->text(QAccessible::Help));
        const bool isTable = part->tableInterface() != nullptr;
        const int children = std::min(part->childCount(), isTable ? cellsLookedAt : part->childCount());
        for (int i = 0; i < children; ++i)
            look(part->child(i), here, depth + 1);
    }

    QStringList problems;
    int seen = 0;

private:
    void lookAt(const QString &here, const QString &what, const QString &text)
    {
        // What strangers call themselves may look like markup, and is told as it is.
        static const QRegularExpression markup(
            u"<(p|span|html|body|qt|div|br|table|tr|td|b|i|a|h[1-6])( [^>]*)?/?>|&(lt|gt|amp|nbsp|quot);"_s);
        static const QRegularExpression direction(u"[\u202a-\u202e\u2066-\u2069\u200e\u200f]"_s);
        if (!m_isHostile && markup.match(text).hasMatch())
            say(here, u"%1 holds markup: %2"_s.arg(what, text.left(80)));
        if (m_isHostile && text.contains(u"white-space:"_s))
            say(here, u"%1 holds markup: %2"_s.arg(what, text.left(80)));
        if (m_isHostile && text.contains(u"gnp.yalpsid"_s) && direction.match(text).hasMatch() && text.contains(u'\u202e'))
            say(here, u"%1 turns the direction of what follows"_s.arg(what));
        if (text.size() > 2'000)
            say(here, u"%1 is %2 letters long"_s.arg(what).arg(text.size()));
    }

    void say(const QString &here, const QString &what)
    {
        const QString problem = m_view + u": "_s + here.section(u'/', -4) + u' ' + what;
        if (!problems.contains(problem))
            problems.append(problem);
    }

    QString m_view;
    bool m_isHostile;
};
} // namespace

void AccessibleTest::fillings()
{
    QTest::addColumn<int>("filling");
    for (const Filling filling : {Filling::Empty, Filling::Failed, Filling::Some, Filling::Hostile})
        QTest::newRow(qPrintable(toString(filling))) << int(filling);
}

void AccessibleTest::allIsNamed()
{
    QFETCH(int, filling);
    World world{Filling(filling)};
    QVERIFY(world.connect());
    QStringList problems;
    int seen = 0;
    const QList<View> views = allViews(Filling(filling));
    for (const View &view : views) {
        QWidget *shown = world.show(view);
        QVERIFY2(shown, qPrintable(view.name));
        Walk walk(view.name, Filling(filling) == Filling::Hostile);
        walk.look(QAccessible::queryAccessibleInterface(shown), {});
        QVERIFY2(walk.seen > 5, qPrintable(view.name));
        problems += walk.problems;
        seen += walk.seen;
    }
    qInfo("%d parts", seen);
    tell(problems);
    QVERIFY(problems.isEmpty());
}

/// Tab leads through all of a page, and back to its beginning, and at each stop something is drawn that was not there before.
void AccessibleTest::everyFocusIsSeen()
{
    QFETCH(int, filling);
    World world{Filling(filling)};
    QVERIFY(world.connect());
    QStringList problems;
    const QList<View> views = allViews(Filling(filling));
    for (const View &view : views) {
        QWidget *shown = world.show(view);
        QVERIFY2(shown, qPrintable(view.name));
        shown->activateWindow();
        shown->setFocus(Qt::TabFocusReason);
        QList<QWidget *> stops;
        for (int i = 0; i < 200; ++i) {
            QWidget *before = shown->focusWidget();
            const QImage unfocused = shown->grab().toImage();
            QTest::keyClick(before ? before : shown, Qt::Key_Tab);
            QWidget *now = shown->focusWidget();
            if (!now || stops.contains(now))
                break;
            stops.append(now);
            if (now == before)
                continue;
            const QImage focused = shown->grab().toImage();
            // A text to read has nothing that could be acted on, and the keyboard scrolls it.
            if (focused == unfocused && !qobject_cast<QTextBrowser *>(now))
                problems.append(u"%1: %2 #%3 \"%4\" shows no focus"_s.arg(
                    view.name, QString::fromLatin1(now->metaObject()->className()), now->objectName(), now->accessibleName()));
        }
        if (stops.size() < 2 && !view.isOneStop)
            problems.append(u"%1: Tab leads nowhere"_s.arg(view.name));
    }
    tell(problems);
    QVERIFY(problems.isEmpty());
}

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QApplication::setStyle(u"fusion"_s);
    QAccessible::setActive(true);
    AccessibleTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_accessible.moc"
