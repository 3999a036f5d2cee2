using System.Management.Automation;
using System.Reflection;
using CmdletHost.Language;
using CmdletHost.Module;

namespace CmdletHost.Engine;

/// <summary>The commands of a session: the host's own, and those of imported modules.</summary>
internal sealed class CommandTable
{
    private static readonly Dictionary<string, string> BuiltInAliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["?"] = "Where-Object", ["where"] = "Where-Object", ["%"] = "ForEach-Object", ["foreach"] = "ForEach-Object", ["select"] = "Select-Object", ["sort"] = "Sort-Object",
        ["ft"] = "Format-Table", ["fl"] = "Format-List", ["measure"] = "Measure-Object", ["echo"] = "Write-Output", ["write"] = "Write-Output", ["ipmo"] = "Import-Module",
        ["ipcsv"] = "Import-Csv", ["gcm"] = "Get-Command",
    };

    private static readonly CmdletInfo[] BuiltIn =
    [
        .. typeof(CommandTable).Assembly.GetTypes().Where(type => type.IsDefined(typeof(CmdletAttribute)))
            .Select(type => new CmdletInfo(CommandMetadata.Of(type).Name, type, "Microsoft.PowerShell")),
    ];

    private readonly Session _session;
    private readonly Dictionary<string, CmdletInfo> _commands = BuiltIn.ToDictionary(info => info.Name, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _aliases = new(BuiltInAliases, StringComparer.OrdinalIgnoreCase);
    private readonly List<ImportedModule> _modules = [];

    public CommandTable(Session session) => _session = session;

    public IEnumerable<CmdletInfo> All => _commands.Values;

    public IReadOnlyList<ImportedModule> Modules => _modules;

    public CmdletInfo Find(string name, Extent at)
    {
        var full = _aliases.GetValueOrDefault(name, name);
        var plain = full[(full.IndexOf('\\', StringComparison.Ordinal) + 1)..];
        if (_commands.TryGetValue(plain, out var command))
        {
            return command;
        }

        // PowerShell may know it, so the script doesn't go on as if it had run.
        var failure = new CommandNotFoundException(name, $"The term '{name}' is not recognized as a name of a cmdlet, function, script file, or executable program. It is not known here; PowerShell may run it.");
        failure.ErrorRecord.SetInvocationInfo(Session.PlaceOf(at, name));
        throw new ScriptError(failure.ErrorRecord, endsScript: true);
    }

    /// <summary>Imports a module by its manifest or assembly; a second time does nothing.</summary>
    public void Import(string path)
    {
        if (_modules.Exists(module => module.Path == path))
        {
            return;
        }

        var imported = ImportedModule.Load(path);
        _modules.Add(imported);
        foreach (var type in imported.Cmdlets)
        {
            var info = new CmdletInfo(CommandMetadata.Of(type).Name, type, imported.Name, imported.Info);
            if (imported.Exports(info.Name))
            {
                _commands[info.Name] = info;
            }

            foreach (var alias in type.GetCustomAttributes<AliasAttribute>().SelectMany(attribute => attribute.AliasNames).Where(imported.ExportsAlias))
            {
                _aliases[alias] = info.Name;
            }
        }
    }

    public void RemoveModules()
    {
        foreach (var module in _modules)
        {
            module.Remove();
        }
    }
}
