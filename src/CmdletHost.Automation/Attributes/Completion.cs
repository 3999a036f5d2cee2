using System.Collections;

namespace System.Management.Automation
{
    /// <summary>Suggests values for an argument.</summary>
    public interface IArgumentCompleter
    {
        IEnumerable<CompletionResult> CompleteArgument(
            string commandName, string parameterName, string wordToComplete, Language.CommandAst commandAst, IDictionary fakeBoundParameters);
    }

    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
    public class ArgumentCompleterAttribute : Attribute
    {
        public ArgumentCompleterAttribute(Type type) => Type = type;

        public Type Type { get; }
    }

    public enum CompletionResultType
    {
        Text = 0, History = 1, Command = 2, ProviderItem = 3, ProviderContainer = 4, Property = 5, Method = 6, ParameterName = 7,
        ParameterValue = 8, Variable = 9, Namespace = 10, Type = 11, Keyword = 12, DynamicKeyword = 13,
    }

    public class CompletionResult
    {
        public CompletionResult(string completionText, string listItemText, CompletionResultType resultType, string toolTip) =>
            (CompletionText, ListItemText, ResultType, ToolTip) = (completionText, listItemText, resultType, toolTip);

        public CompletionResult(string completionText) : this(completionText, completionText, CompletionResultType.Text, completionText) { }

        public string CompletionText { get; }

        public string ListItemText { get; }

        public CompletionResultType ResultType { get; }

        public string ToolTip { get; }
    }
}

namespace System.Management.Automation.Language
{
    /// <summary>A piece of parsed PowerShell. Only the names exist here: completers get null.</summary>
    public abstract class Ast
    {
        internal Ast() { }
    }

    public abstract class StatementAst : Ast
    {
        internal StatementAst() { }
    }

    public abstract class CommandBaseAst : StatementAst
    {
        internal CommandBaseAst() { }
    }

    public class CommandAst : CommandBaseAst
    {
        internal CommandAst() { }
    }
}
