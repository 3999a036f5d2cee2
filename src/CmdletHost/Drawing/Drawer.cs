using System.Collections;
using System.Management.Automation;
using CmdletHost.Engine;

namespace CmdletHost.Drawing;

/// <summary>Objects with the view that Format-Table or Format-List chose. Only the drawer understands it.</summary>
internal sealed record Formatted(View View, object Value);

/// <summary>Writes objects as text: neighbours of one view share a table or a list.</summary>
internal sealed class Drawer(TextWriter writer, Session session, int width)
{
    private readonly List<object> _run = [];
    private View? _view;
    private string _runType = "";

    public void Write(object? value)
    {
        switch (PSObject.Unwrap(value))
        {
            case null:
                return;
            case Formatted formatted:
                Add(formatted.View, formatted.Value, "");
                return;
            case ErrorRecord record:
                Line(ErrorText.Of(record));
                return;
            case string or ValueType or Uri or Version or ScriptBlock or Type or PathInfo:
                Line(LanguagePrimitives.ToText(value));
                return;
            case IDictionary table:
                foreach (DictionaryEntry entry in table)
                {
                    Add(Entries, entry, "entries");
                }

                return;
        }

        // Custom objects of other properties than the table's get a table of their own here.
        var type = PSObject.TypeNamesOf(value!)[0] + (value is PSObject custom ? string.Join(',', custom.Added.Select(item => item.Name)) : "");
        if (_view is null || type != _runType)
        {
            Add(View.For(value!, session), value!, type);
        }
        else
        {
            _run.Add(value!);
        }
    }

    public void Flush()
    {
        if (_view is not { } view)
        {
            return;
        }

        if (view.IsTable)
        {
            DrawTable(view);
        }
        else
        {
            DrawList(view);
        }

        _run.Clear();
        (_view, _runType) = (null, "");
    }

    private static readonly View Entries = new(true, [new Column("Name", entry => ((DictionaryEntry)entry).Key, 30), new Column("Value", entry => ((DictionaryEntry)entry).Value)]);

    private void Add(View view, object value, string type)
    {
        if (_view is not null && (!ReferenceEquals(_view, view) || _runType != type))
        {
            Flush();
        }

        (_view, _runType) = (view, type);
        _run.Add(value);
    }

    private void Line(string text)
    {
        Flush();
        writer.WriteLine(text);
    }

    private void DrawTable(View view)
    {
        var rows = _run.ConvertAll(item => view.Columns.Select(column => column.Value(item)).ToList());
        var cells = rows.ConvertAll(row => row.ConvertAll(value => View.Text(value).ReplaceLineEndings(" ")));
        var left = width;
        var columns = new List<(int Index, int Width, bool Right)>();
        for (var index = 0; index < view.Columns.Count && left > 0; index++)
        {
            var column = view.Columns[index];
            var wanted = column.Width > 0 ? column.Width : Math.Max(1, cells.ConvertAll(row => row[index].Length).Append(column.Label.Length).Max());
            var right = column.AlignRight ?? PSObject.Unwrap(rows[0][index]) is { } first && LanguagePrimitives.IsNumeric(first.GetType());
            columns.Add((index, Math.Min(wanted, left), right));
            left -= wanted + 1;
        }

        writer.WriteLine();
        if (!view.HideHeaders)
        {
            WriteRow(view.Columns.Select(column => column.Label).ToList());
            WriteRow(view.Columns.Select((column, index) => new string('-', index < columns.Count ? Math.Clamp(column.Label.Length, 1, columns[index].Width) : 0)).ToList());
        }

        cells.ForEach(WriteRow);
        writer.WriteLine();

        void WriteRow(List<string> row) => writer.WriteLine(string.Join(' ', columns.Select(column =>
        {
            var text = row[column.Index].Length <= column.Width ? row[column.Index] : $"{row[column.Index][..(column.Width - 1)]}…";
            return column.Right ? text.PadLeft(column.Width) : text.PadRight(column.Width);
        })).TrimEnd());
    }

    private void DrawList(View view)
    {
        var label = view.Columns.Select(column => column.Label.Length).Append(0).Max();
        writer.WriteLine();
        foreach (var item in _run)
        {
            foreach (var column in view.Columns)
            {
                var lines = View.Text(column.Value(item)).ReplaceLineEndings("\n").Split('\n').SelectMany(line => line.Length == 0 ? [[]] : line.Chunk(Math.Max(10, width - label - 3)));
                writer.WriteLine($"{column.Label.PadRight(label)} : {string.Join($"\n{new string(' ', label + 3)}", lines.Select(line => new string(line)))}".TrimEnd());
            }

            writer.WriteLine();
        }
    }
}
