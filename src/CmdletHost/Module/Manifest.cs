using System.Collections;
using System.Management.Automation;
using CmdletHost.Language;

namespace CmdletHost.Module;

/// <summary>A module's psd1 file: one hashtable of literals. Anything that would have to be run is refused.</summary>
internal sealed class Manifest
{
    private readonly string _folder;
    private readonly IDictionary _entries;

    private Manifest(string path, IDictionary entries) => (_folder, _entries) = (Path.GetDirectoryName(path)!, entries);

    public static Manifest Empty(string path) => new(path, new Hashtable());

    public static Manifest Read(string path)
    {
        var script = Parser.Parse(File.ReadAllText(path), path);
        return script.Body.Statements is [PipelineStatement { Elements: [ExpressionElement { Value: HashtableExpression table }] }]
            ? new Manifest(path, (IDictionary)Literal(table)!)
            : throw new NotKnownException($"A manifest that is more than one hashtable ({path})");
    }

    public string Locate(string file) => Path.GetFullPath(file.Replace('\\', Path.DirectorySeparatorChar), _folder);

    public string? Text(string name) => _entries[name] is { } value ? LanguagePrimitives.ToText(value) : null;

    public IReadOnlyList<object?>? List(string name) =>
        _entries.Contains(name) ? [.. LanguagePrimitives.GetEnumerable(_entries[name])?.Cast<object?>() ?? [_entries[name]]] : null;

    private static object? Literal(object? node) => node switch
    {
        ConstantExpression constant => constant.Value,
        VariableExpression { Drive: null, Name: var name } when name.ToUpperInvariant() is "TRUE" or "FALSE" or "NULL" => name.ToUpperInvariant() switch { "TRUE" => true, "FALSE" => false, _ => null },
        ArrayExpression array => array.Items.Select(Literal).ToArray(),
        StatementsExpression { AsArray: true } list => list.Body.Statements.SelectMany(item => Literal(item) is object?[] many ? many : [Literal(item)]).ToArray(),
        PipelineStatement { Elements: [ExpressionElement only] } => Literal(only.Value),
        HashtableExpression table => Table(table),
        Expression other => throw new NotKnownException("Anything but a literal in a manifest", other.At),
        _ => throw new NotKnownException("Anything but a literal in a manifest"),
    };

    private static Hashtable Table(HashtableExpression table)
    {
        var entries = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in table.Entries)
        {
            entries[Literal(key)!] = Literal(value);
        }

        return entries;
    }
}
