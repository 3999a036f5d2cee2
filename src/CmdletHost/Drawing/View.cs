using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;
using CmdletHost.Engine;
using CmdletHost.Language;

namespace CmdletHost.Drawing;

/// <summary>One column of a table or one line of a list.</summary>
internal sealed record Column(string Label, Func<object, object?> Value, int Width = 0, bool? AlignRight = null);

/// <summary>How objects of some types are drawn.</summary>
internal sealed record View(bool IsTable, IReadOnlyList<Column> Columns, bool HideHeaders = false)
{
    /// <summary>The view for an object: the module's, else a table of up to four properties, else a list.</summary>
    public static View For(object value, Session session)
    {
        var names = PSObject.TypeNamesOf(value);
        foreach (var name in names)
        {
            if (session.Commands.Modules.SelectMany(module => module.FormatFiles).SelectMany(file => ViewFile.Read(file, session)).FirstOrDefault(item => item.Types.Contains(name)) is { View: { } view })
            {
                return view;
            }
        }

        if (value is CmdletInfo)
        {
            return Of(isTable: true, value, [nameof(CmdletInfo.CommandType), nameof(CmdletInfo.Name), nameof(CmdletInfo.ModuleName)]);
        }

        var columns = PSObject.PropertiesOf(value).Select(property => Property(property.Name)).ToList();
        return new View(columns.Count <= 4, columns);
    }

    /// <summary>A view of chosen properties; a name may hold wildcards.</summary>
    public static View Of(bool isTable, object sample, IReadOnlyList<string> names) => new(isTable, [.. names.SelectMany(name => Wildcards.HasAny(name)
        ? PSObject.PropertiesOf(sample).Select(item => item.Name).Where(item => Wildcards.IsMatch(item, name))
        : [name]).Select(Property)]);

    public static string Text(object? value)
    {
        if (LanguagePrimitives.GetEnumerable(value) is not { } elements)
        {
            return LanguagePrimitives.ToText(value);
        }

        var shown = elements.Cast<object?>().Take(5).Select(LanguagePrimitives.ToText).ToList();
        return $"{{{string.Join(", ", shown.Take(4))}{(shown.Count > 4 ? "…" : "")}}}";
    }

    private static Column Property(string name) => new(name, value => Members.Get(value, name));
}

/// <summary>A format.ps1xml file: its tables and lists. What it does beyond properties and expressions is refused by name.</summary>
internal static class ViewFile
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Session, Dictionary<string, List<(HashSet<string> Types, View View)>>> Known = [];

    public static IReadOnlyList<(HashSet<string> Types, View View)> Read(string path, Session session)
    {
        var files = Known.GetOrCreateValue(session);
        if (!files.TryGetValue(path, out var views))
        {
            files[path] = views = [];
            foreach (var view in XDocument.Load(path).Descendants("View"))
            {
                if (view.Element("CustomControl") is not null || view.Element("WideControl") is not null || view.Element("GroupBy") is not null)
                {
                    throw new NotKnownException($"A custom, wide or grouped view ({path}: {view.Element("Name")?.Value})");
                }

                var types = view.Element("ViewSelectedBy")!.Elements("TypeName").Select(name => name.Value.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
                views.Add((types, view.Element("TableControl") is { } table ? Table(table, session, path) : List(view.Element("ListControl")!, session, path)));
            }
        }

        return views;
    }

    /// <summary>The list view of a file for a type, for Format-List; null where it has none.</summary>
    public static View? FindKind(object value, bool table, Session session) => PSObject.TypeNamesOf(value)
        .SelectMany(name => session.Commands.Modules.SelectMany(module => module.FormatFiles).SelectMany(file => Read(file, session))
            .Where(item => item.View.IsTable == table && item.Types.Contains(name)).Select(item => item.View)).FirstOrDefault();

    private static View Table(XElement control, Session session, string path)
    {
        var headers = control.Element("TableHeaders")?.Elements("TableColumnHeader").ToList() ?? [];
        var items = control.Descendants("TableRowEntry").First().Descendants("TableColumnItem").ToList();
        var columns = items.Select((item, index) =>
        {
            var header = index < headers.Count ? headers[index] : null;
            var alignment = header?.Element("Alignment")?.Value;
            var width = header?.Element("Width") is { } given ? int.Parse(given.Value, CultureInfo.InvariantCulture) : 0;
            return new Column(header?.Element("Label")?.Value ?? Name(item), Value(item, session, path), width, alignment?.Equals("Right", StringComparison.OrdinalIgnoreCase));
        });
        return new View(true, [.. columns], control.Element("HideTableHeaders") is not null);
    }

    private static View List(XElement control, Session session, string path) =>
        new(false, [.. control.Descendants("ListEntry").First().Descendants("ListItem").Select(item => new Column(item.Element("Label")?.Value ?? Name(item), Value(item, session, path)))]);

    private static string Name(XElement item) => item.Element("PropertyName")?.Value.Trim() ?? item.Element("ScriptBlock")?.Value.Trim() ?? "";

    private static Func<object, object?> Value(XElement item, Session session, string path)
    {
        if (item.Element("ItemSelectionCondition") is not null)
        {
            throw new NotKnownException($"An ItemSelectionCondition in {path}");
        }

        Func<object, object?> value;
        if (item.Element("PropertyName")?.Value.Trim() is { } name)
        {
            value = owner => Members.Get(owner, name);
        }
        else
        {
            var body = Parser.Parse(item.Element("ScriptBlock")!.Value.Trim(), path).Body;
            value = owner =>
            {
                var output = new List<object?>();
                session.WithUnderscore(owner, () => body.Run(session, output.Add));
                return Session.OneValue(Session.Collected(output));
            };
        }

        return item.Element("FormatString")?.Value is { Length: > 0 } format ? owner => string.Format(CultureInfo.InvariantCulture, format, PSObject.Unwrap(value(owner))) : value;
    }
}
