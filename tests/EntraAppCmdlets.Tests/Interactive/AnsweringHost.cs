using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace EntraAppCmdlets.Tests.Interactive;

/// <summary>A host with a person before it who answers every question alike: with Enter, or with a choice.</summary>
/// <param name="answer">The choice, such as "Yes"; null for Enter, which takes the default.</param>
internal sealed class AnsweringHost(string? answer) : PSHost
{
    private readonly Person _person = new(answer);

    /// <summary>The questions that were asked, each with the choice that Enter takes.</summary>
    public IReadOnlyList<(string Caption, string Default)> Questions => _person.Questions;

    /// <summary>The lines that were shown, such as those of -WhatIf.</summary>
    public IReadOnlyList<string> Lines => _person.Lines;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => nameof(AnsweringHost);

    public override PSHostUserInterface UI => _person;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication() { }

    public override void NotifyEndApplication() { }

    public override void SetShouldExit(int exitCode) { }

    private sealed class Person(string? answer) : PSHostUserInterface
    {
        public List<(string Caption, string Default)> Questions { get; } = [];

        public List<string> Lines { get; } = [];

        public override PSHostRawUserInterface? RawUI => null;

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions.Add((caption, Plain(choices[defaultChoice])));
            return answer is null ? defaultChoice : choices.Select(Plain).ToList().IndexOf(answer);
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption,
            string message,
            string userName,
            string targetName,
            PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options
        ) => throw new NotSupportedException();

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override void Write(string value) { }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) { }

        public override void WriteLine(string value) => Lines.Add(value);

        public override void WriteDebugLine(string message) { }

        public override void WriteErrorLine(string value) { }

        public override void WriteProgress(long sourceId, ProgressRecord record) { }

        public override void WriteVerboseLine(string message) { }

        public override void WriteWarningLine(string message) { }

        /// <summary>The label without the mark of its key.</summary>
        private static string Plain(ChoiceDescription choice) => choice.Label.Replace("&", "", StringComparison.Ordinal);
    }
}
