using System.Collections;

namespace System.Management.Automation
{
    /// <summary>What a transformation or validation sees of the engine.</summary>
    public class EngineIntrinsics
    {
        internal EngineIntrinsics(SessionState state) => SessionState = state;

        public SessionState SessionState { get; }
    }

    /// <summary>The session's variables and current folder.</summary>
    public sealed class SessionState
    {
        internal SessionState(PathIntrinsics path, PSVariableIntrinsics variables) => (Path, PSVariable) = (path, variables);

        public PathIntrinsics Path { get; }

        public PSVariableIntrinsics PSVariable { get; }
    }

    /// <summary>Paths of the file system, the only provider here.</summary>
    public sealed class PathIntrinsics
    {
        internal PathIntrinsics(string folder) => Folder = folder;

        public PathInfo CurrentFileSystemLocation => new(Folder);

        public PathInfo CurrentLocation => CurrentFileSystemLocation;

        internal string Folder { get; }

        /// <summary>The absolute form of a path that need not exist; wildcards stay as they are.</summary>
        public string GetUnresolvedProviderPathFromPSPath(string path)
        {
            ArgumentNullException.ThrowIfNull(path);
            if (path is "~" || path.StartsWith("~/", StringComparison.Ordinal))
            {
                path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
            }

            var colon = path.IndexOf(':', StringComparison.Ordinal);
            if (colon > 1 && !IO.Path.IsPathRooted(path))
            {
                throw new PSInvalidOperationException($"A path of the drive '{path[..colon]}' is not known here; PowerShell runs it.");
            }

            return IO.Path.GetFullPath(path, Folder);
        }
    }

    public sealed class PathInfo
    {
        internal PathInfo(string path) => Path = path;

        public string Path { get; }

        public string ProviderPath => Path;

        public override string ToString() => Path;
    }

    /// <summary>The variables that the running script sees.</summary>
    public sealed class PSVariableIntrinsics
    {
        private readonly Func<string, object?> _get;
        private readonly Action<string, object?> _set;

        internal PSVariableIntrinsics(Func<string, object?> get, Action<string, object?> set) => (_get, _set) = (get, set);

        public object? GetValue(string name) => _get(name);

        public object? GetValue(string name, object? defaultValue) => _get(name) ?? defaultValue;

        public void Set(string name, object? value) => _set(name, value);
    }

    [Flags]
    public enum CommandTypes
    {
        Alias = 1, Function = 2, Filter = 4, Cmdlet = 8, ExternalScript = 16, Application = 32, Script = 64, Configuration = 256,
    }

    public abstract class CommandInfo
    {
        internal CommandInfo(string name, CommandTypes type, string moduleName, PSModuleInfo? module = null) =>
            (Name, CommandType, ModuleName, Module) = (name, type, moduleName, module);

        public string Name { get; }

        public CommandTypes CommandType { get; }

        public string ModuleName { get; }

        /// <summary>The module that brought the command; null for the host's own.</summary>
        public PSModuleInfo? Module { get; }

        /// <summary>What follows the comma in an error's id.</summary>
        internal virtual string ErrorOrigin => "";

        public override string ToString() => Name;
    }

    public class CmdletInfo : CommandInfo
    {
        internal CmdletInfo(string name, Type implementingType, string moduleName, PSModuleInfo? module = null)
            : base(name, CommandTypes.Cmdlet, moduleName, module) => ImplementingType = implementingType;

        public Type ImplementingType { get; }

        public string Verb => Name[..Name.IndexOf('-', StringComparison.Ordinal)];

        public string Noun => Name[(Name.IndexOf('-', StringComparison.Ordinal) + 1)..];

        // The host's own commands stand in for PowerShell's and report errors under the same ids.
        internal override string ErrorOrigin => ModuleName.StartsWith("Microsoft.PowerShell", StringComparison.Ordinal)
            ? $"Microsoft.PowerShell.Commands.{ImplementingType.Name}"
            : ImplementingType.FullName!;
    }

    public sealed class PSModuleInfo
    {
        internal PSModuleInfo(string name, string path, Version version) => (Name, Path, Version) = (name, path, version);

        public string Name { get; }

        public string Path { get; }

        public Version Version { get; }

        /// <summary>The folder of the module's manifest.</summary>
        public string ModuleBase => IO.Path.GetDirectoryName(Path)!;

        /// <summary>Runs a block for the module. It sees what the session sees, for a compiled module has nothing of its own.</summary>
        public object? Invoke(ScriptBlock scriptBlock, params object?[] args)
        {
            ArgumentNullException.ThrowIfNull(scriptBlock);
            return scriptBlock.InvokeReturnAsIs(args);
        }

        public override string ToString() => Name;
    }

    /// <summary>A session's events: one manager for each session.</summary>
    public abstract class PSEventManager
    {
        internal PSEventManager() { }
    }

    /// <summary>How and where in the script a command was called.</summary>
    public class InvocationInfo
    {
        internal InvocationInfo(CommandInfo command) => MyCommand = command;

        public CommandInfo MyCommand { get; }

        public Dictionary<string, object?> BoundParameters { get; } = new(StringComparer.OrdinalIgnoreCase);

        public List<object?> UnboundArguments { get; } = [];

        public string InvocationName { get; internal set; } = "";

        public bool ExpectingInput { get; internal set; }

        public int PipelineLength { get; internal set; }

        public int PipelinePosition { get; internal set; }

        public string ScriptName { get; internal set; } = "";

        public int ScriptLineNumber { get; internal set; }

        public int OffsetInLine { get; internal set; }

        public string Line { get; internal set; } = "";

        public string PositionMessage => ScriptLineNumber == 0 ? "" : $"At {(ScriptName.Length > 0 ? ScriptName : "line")}:{ScriptLineNumber} char:{OffsetInLine}";

        /// <summary>How many characters of the line the command takes.</summary>
        internal int Length { get; set; }
    }

    /// <summary>A piece of script that a command was given.</summary>
    public class ScriptBlock
    {
        private readonly string _text;
        private readonly Func<object?[], IReadOnlyList<object?>> _invoke;

        internal ScriptBlock(string text, Func<object?[], IReadOnlyList<object?>> invoke, Action<object?, Action<object?>> stream) =>
            (_text, _invoke, Stream) = (text, invoke, stream);

        /// <summary>A block of the session that runs on this thread.</summary>
        public static ScriptBlock Create(string script) => (Runspaces.Runspace.DefaultRunspace
            ?? throw new PSInvalidOperationException("No session runs on this thread.")).Compile(script);

        /// <summary>Runs the block in the caller's scope with a value as <c>$_</c>; its output goes to the second argument as it comes.</summary>
        internal Action<object?, Action<object?>> Stream { get; }

        public Collections.ObjectModel.Collection<PSObject> Invoke(params object?[] args) =>
            [.. _invoke(args).Select(PSObject.AsPSObject)];

        public object? InvokeReturnAsIs(params object?[] args) => _invoke(args) switch
        {
            [] => null,
            [var single] => single,
            var many => many.ToArray(),
        };

        public override string ToString() => _text;
    }
}

namespace System.Management.Automation.Runspaces
{
    /// <summary>The session that the current thread runs a script for.</summary>
    public abstract class Runspace
    {
        [ThreadStatic]
        private static Runspace? _default;

        internal Runspace() { }

        public static Runspace? DefaultRunspace
        {
            get => _default;
            set => _default = value;
        }

        public Guid InstanceId { get; } = Guid.NewGuid();

        /// <summary>What this session's events go through; it has none.</summary>
        public abstract PSEventManager Events { get; }

        internal abstract ScriptBlock Compile(string script);
    }
}
