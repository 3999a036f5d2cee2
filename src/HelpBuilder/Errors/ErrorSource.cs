using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HelpBuilder.Errors;

/// <summary>
/// Reads the errors and the sign-in codes from the source, where each is written once. Messages are made of the values at hand, so that only the source
/// has them all.
/// </summary>
internal sealed partial class ErrorSource
{
    private const string Value = "…";

    private static readonly string[] Exceptions = ["AppException", "SignInException"];

    private readonly SyntaxNode[] _files;

    /// <summary>Parses some folders.</summary>
    public ErrorSource(IEnumerable<string> folders) =>
        _files = [
            .. from folder in folders
            from path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            let text = File.ReadAllText(path)
            where text.Contains("Exception(", StringComparison.Ordinal) || text.Contains("AppException ", StringComparison.Ordinal)
            select CSharpSyntaxTree.ParseText(text, path: path).GetRoot(),
        ];

    /// <summary>The module's own errors, by id.</summary>
    public IReadOnlyList<ErrorEntry> Errors =>
        [
            .. from creation in _files.SelectMany(file => file.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>())
            let arguments = creation.ArgumentList?.Arguments.Select(argument => argument.Expression).ToArray() ?? []
            let kind = TypeOf(creation)
            where Exceptions.Contains(kind) && arguments.Length > 2
            from id in IdsOf(arguments[0])
            let texts = arguments
                .Skip(kind == "AppException" ? 3 : 1)
                .Select(argument => Variants(argument).Where(HasWords).ToArray())
                .ToArray()
            group texts by id into same
            orderby same.Key
            select new ErrorEntry(same.Key, Distinct(same, 0), Distinct(same, 1)),
        ];

    /// <summary>The codes of the sign-in service, in the order and under the headings of the source.</summary>
    public IReadOnlyList<SignInCode> SignInCodes
    {
        get
        {
            List<SignInCode> codes = [];
            var group = "";
            foreach (var entry in _files.SelectMany(file => file.DescendantNodes().OfType<AssignmentExpressionSyntax>()))
            {
                if (
                    entry is
                    {
                        Left: ImplicitElementAccessSyntax
                        {
                            ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: int code } }]
                        },
                        Right: LiteralExpressionSyntax cure
                    }
                )
                {
                    var heading = entry.GetLeadingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia));
                    group = heading == default ? group : heading.ToString().TrimStart('/', ' ');
                    codes.Add(new(group, code, cure.Token.ValueText));
                }
            }

            return codes;
        }
    }

    private static string[] Distinct(IEnumerable<string[][]> all, int place) =>
        [.. all.SelectMany(texts => texts.ElementAtOrDefault(place) ?? []).Distinct()];

    // What may follow a sentence isn't shown.
    private static string Tidy(string text) => Repeated().Replace(text, match => match.Value[..1]);

    private static bool HasWords(string text) => text.Any(char.IsLetter);

    // A new without a type makes what its member gives.
    private static string TypeOf(BaseObjectCreationExpressionSyntax creation) =>
        creation is ObjectCreationExpressionSyntax { Type: var type }
            ? type.ToString()
            : creation.Ancestors().OfType<MethodDeclarationSyntax>().FirstOrDefault()?.ReturnType.ToString() ?? "";

    // Its own, or those that the callers of its method give.
    private IEnumerable<string> IdsOf(ExpressionSyntax expression)
    {
        if (expression is not IdentifierNameSyntax name)
        {
            return IdOf(expression) is { } id ? [id] : [];
        }

        var method = name.Ancestors().OfType<MethodDeclarationSyntax>().FirstOrDefault();
        return from call in _files.SelectMany(file => file.DescendantNodes().OfType<InvocationExpressionSyntax>())
            where
                method?.ParameterList.Parameters is [var first, ..]
                && first.Identifier.Text == name.Identifier.Text
                && call.ArgumentList.Arguments.Count > 0
                && IsCallOf(call.Expression, method)
            let id = IdOf(call.ArgumentList.Arguments[0].Expression)
            where id is not null
            select id;
    }

    // By its name alone, or with that of its type from another file.
    private static bool IsCallOf(ExpressionSyntax called, MethodDeclarationSyntax method) =>
        called switch
        {
            IdentifierNameSyntax name => name.Identifier.Text == method.Identifier.Text,
            MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax type, Name: var name } => name.Identifier.Text
                == method.Identifier.Text
                && method.Parent is TypeDeclarationSyntax owner
                && owner.Identifier.Text == type.Identifier.Text,
            _ => false,
        };

    private static string? IdOf(ExpressionSyntax expression) =>
        expression switch
        {
            LiteralExpressionSyntax { Token.Value: string id } => id,
            InvocationExpressionSyntax
            {
                Expression: IdentifierNameSyntax { Identifier.Text: "nameof" },
                ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax name }]
            } => name.Identifier.Text,
            _ => null,
        };

    private static IEnumerable<string> Variants(ExpressionSyntax expression) =>
        expression switch
        {
            LiteralExpressionSyntax { Token.Value: string text } => [text],
            LiteralExpressionSyntax => [],
            InterpolatedStringExpressionSyntax interpolated => [Tidy(string.Concat(interpolated.Contents.Select(Part)))],
            ParenthesizedExpressionSyntax inner => Variants(inner.Expression),
            ConditionalExpressionSyntax choice => Variants(choice.WhenTrue).Concat(Variants(choice.WhenFalse)),
            SwitchExpressionSyntax choice => choice.Arms.SelectMany(arm => Variants(arm.Expression)),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => from left in Variants(sum.Left).DefaultIfEmpty(Value)
            from right in Variants(sum.Right).DefaultIfEmpty("")
            select left + right,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => Variants(either.Left)
                .Concat(Variants(either.Right)),
            InvocationExpressionSyntax { ArgumentList.Arguments: [.., { Expression: InterpolatedStringExpressionSyntax text }] } =>
                Variants(text),
            IdentifierNameSyntax name => Local(name).SelectMany(Variants).DefaultIfEmpty(Value),
            _ => [Value],
        };

    // The values that a local variable is declared with, alone or among those of a tuple.
    private static IEnumerable<ExpressionSyntax> Local(IdentifierNameSyntax name)
    {
        var method = name.Ancestors().OfType<MethodDeclarationSyntax>().FirstOrDefault();
        foreach (
            var declared in method?.DescendantNodes().Where(node => node is VariableDeclaratorSyntax or SingleVariableDesignationSyntax)
                ?? []
        )
        {
            if (
                declared is VariableDeclaratorSyntax { Initializer.Value: { } alone } local
                && local.Identifier.Text == name.Identifier.Text
            )
            {
                yield return alone;
            }

            if (
                declared is SingleVariableDesignationSyntax { Parent: ParenthesizedVariableDesignationSyntax all } one
                && one.Identifier.Text == name.Identifier.Text
                && all.Ancestors().OfType<AssignmentExpressionSyntax>().FirstOrDefault() is { Right: SwitchExpressionSyntax choice }
            )
            {
                foreach (var tuple in choice.Arms.Select(arm => arm.Expression).OfType<TupleExpressionSyntax>())
                {
                    yield return tuple.Arguments[all.Variables.IndexOf(one)].Expression;
                }
            }
        }
    }

    // A choice of short words is shown; of what depends on more only that it is there.
    private static string Part(InterpolatedStringContentSyntax part)
    {
        if (part is InterpolatedStringTextSyntax text)
        {
            return text.TextToken.ValueText;
        }

        string[] words = part is InterpolationSyntax { Expression: ParenthesizedExpressionSyntax inner }
            ? [.. Variants(inner).Distinct()]
            : [Value];
        return words.All(word => HasWords(word) && word.Length < 20) ? string.Join("/", words)
            : words.Contains("") ? ""
            : Value;
    }

    /// <summary>A code as the service writes it.</summary>
    public static string Name(SignInCode code) => string.Create(CultureInfo.InvariantCulture, $"AADSTS{code.Code}");

    [GeneratedRegex(@"(\.)( ?…)+$|(?<=…)(\.)…|(…)( …)+")]
    private static partial Regex Repeated();
}
