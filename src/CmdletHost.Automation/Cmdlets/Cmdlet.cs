using System.Management.Automation.Internal;

namespace System.Management.Automation
{
    /// <summary>The base class of every compiled cmdlet. Whoever runs it sets <see cref="Runtime"/> first.</summary>
    public abstract class Cmdlet : InternalCommand
    {
        private CommandRuntime? _runtime;

        protected Cmdlet() { }

        /// <summary>True once the pipeline is being stopped.</summary>
        public bool Stopping => _runtime?.Stopping ?? false;

        internal CommandRuntime Runtime
        {
            get => _runtime ?? throw new InvalidOperationException("A cmdlet writes only while a pipeline runs it.");
            set => _runtime = value;
        }

        public void WriteObject(object? sendToPipeline) => Runtime.WriteObject(sendToPipeline, enumerate: false);

        public void WriteObject(object? sendToPipeline, bool enumerateCollection) => Runtime.WriteObject(sendToPipeline, enumerateCollection);

        public void WriteError(ErrorRecord errorRecord)
        {
            ArgumentNullException.ThrowIfNull(errorRecord);
            Runtime.WriteError(errorRecord);
        }

        public void WriteVerbose(string text) => Runtime.WriteMessage(MessageStream.Verbose, text);

        public void WriteDebug(string text) => Runtime.WriteMessage(MessageStream.Debug, text);

        public void WriteWarning(string text) => Runtime.WriteMessage(MessageStream.Warning, text);

        public void WriteProgress(ProgressRecord progressRecord) => Runtime.WriteProgress(progressRecord);

        public void WriteInformation(object messageData, string[]? tags)
        {
            var record = new InformationRecord(messageData, GetType().Name);
            record.Tags.AddRange(tags ?? []);
            WriteInformation(record);
        }

        public void WriteInformation(InformationRecord informationRecord) => Runtime.WriteInformation(informationRecord);

        public bool ShouldProcess(string? target) => ShouldProcess(target, Runtime.CommandName);

        public bool ShouldProcess(string? target, string? action) => Runtime.ShouldProcess(Describe(target, action), null, null, out _);

        public bool ShouldProcess(string? verboseDescription, string? verboseWarning, string? caption) =>
            Runtime.ShouldProcess(verboseDescription, verboseWarning, caption, out _);

        public bool ShouldProcess(string? verboseDescription, string? verboseWarning, string? caption, out ShouldProcessReason shouldProcessReason) =>
            Runtime.ShouldProcess(verboseDescription, verboseWarning, caption, out shouldProcessReason);

        public bool ShouldContinue(string? query, string? caption)
        {
            bool yesToAll = false, noToAll = false;
            return Runtime.ShouldContinue(query, caption, offerAll: false, ref yesToAll, ref noToAll);
        }

        public bool ShouldContinue(string? query, string? caption, ref bool yesToAll, ref bool noToAll) =>
            Runtime.ShouldContinue(query, caption, offerAll: true, ref yesToAll, ref noToAll);

        public void ThrowTerminatingError(ErrorRecord errorRecord)
        {
            ArgumentNullException.ThrowIfNull(errorRecord);
            throw Runtime.Terminate(errorRecord);
        }

        protected virtual void BeginProcessing() { }

        protected virtual void ProcessRecord() { }

        protected virtual void EndProcessing() { }

        protected virtual void StopProcessing() { }

        internal void DoBegin() => BeginProcessing();

        internal void DoProcess() => ProcessRecord();

        internal void DoEnd() => EndProcessing();

        internal void DoStop() => StopProcessing();

        private static string Describe(string? target, string? action) => $"Performing the operation \"{action}\" on target \"{target}\".";
    }

    /// <summary>A cmdlet that also sees the session that runs it.</summary>
    public abstract class PSCmdlet : Cmdlet
    {
        protected PSCmdlet() { }

        /// <summary>The name of the parameter set that the arguments selected.</summary>
        public string ParameterSetName => ParameterSet;

        public InvocationInfo MyInvocation => Invocation;

        public SessionState SessionState => Runtime.SessionState;

        public object? GetVariableValue(string name) => GetVariableValue(name, null);

        public object? GetVariableValue(string name, object? defaultValue) => SessionState.PSVariable.GetValue(name, defaultValue);

        public string GetUnresolvedProviderPathFromPSPath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

        internal string ParameterSet { get; set; } = ParameterAttribute.AllParameterSets;

        internal InvocationInfo Invocation { get; set; } = null!;
    }

    /// <summary>A cmdlet whose parameters depend on the arguments given so far.</summary>
    public interface IDynamicParameters
    {
        object? GetDynamicParameters();
    }

    /// <summary>Called once when the module's assembly is imported.</summary>
    public interface IModuleAssemblyInitializer
    {
        void OnImport();
    }

    /// <summary>Called once when the module is removed or the session ends.</summary>
    public interface IModuleAssemblyCleanup
    {
        void OnRemove(PSModuleInfo psModuleInfo);
    }

    [Flags]
    public enum ShouldProcessReason
    {
        None = 0,
        WhatIf = 1,
    }

    internal enum MessageStream
    {
        Verbose,
        Debug,
        Warning,
    }

    /// <summary>What a running cmdlet writes to. The host implements it, one for each command of a pipeline.</summary>
    internal abstract class CommandRuntime
    {
        public abstract bool Stopping { get; }

        public abstract string CommandName { get; }

        public abstract SessionState SessionState { get; }

        public abstract void WriteObject(object? value, bool enumerate);

        public abstract void WriteError(ErrorRecord record);

        public abstract void WriteMessage(MessageStream stream, string text);

        public abstract void WriteProgress(ProgressRecord record);

        public abstract void WriteInformation(InformationRecord record);

        public abstract bool ShouldProcess(string? description, string? warning, string? caption, out ShouldProcessReason reason);

        public abstract bool ShouldContinue(string? query, string? caption, bool offerAll, ref bool yesToAll, ref bool noToAll);

        /// <summary>Records the error that ends the pipeline; gives the exception that unwinds the cmdlet.</summary>
        public abstract PipelineStoppedException Terminate(ErrorRecord record);
    }
}

namespace System.Management.Automation.Internal
{
    /// <summary>The root of the class tree that compiled cmdlets were built on.</summary>
    public abstract class InternalCommand
    {
        internal InternalCommand() { }
    }

    /// <summary>The root of all attributes on cmdlets and parameters.</summary>
    [AttributeUsage(AttributeTargets.All)]
    public abstract class CmdletMetadataAttribute : Attribute
    {
        internal CmdletMetadataAttribute() { }
    }

    /// <summary>The root of the attributes that the binder reads by themselves.</summary>
    [AttributeUsage(AttributeTargets.All)]
    public abstract class ParsingBaseAttribute : CmdletMetadataAttribute
    {
        internal ParsingBaseAttribute() { }
    }
}
