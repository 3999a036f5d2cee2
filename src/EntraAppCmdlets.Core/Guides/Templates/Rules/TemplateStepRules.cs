using System.Globalization;
using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>Each step is carried out by what says so, and is part of the guide wherever that is.</summary>
internal sealed class TemplateStepRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check()
    {
        CheckUnique("steps", "id", "step");
        CheckSteps();
    }

    private void CheckSteps()
    {
        var steps = Template.Steps.Select(step => step.Id).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var ofPersons = Template
            .Steps.Where(step => step.By == TemplateActor.Person)
            .Select(step => step.Id)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (step, part, path) in References(Json, ""))
        {
            used.Add(step.Text);
            if (!steps.Contains(step.Text))
            {
                Faults.Add(step, "step", $"There is no step '{step.Text}'; there are {string.Join(", ", steps)}.");
            }
            // A value that a person gets elsewhere is part of what a person does.
            else if (
                ofPersons.Contains(step.Text)
                && !(path.StartsWith("settings[", StringComparison.Ordinal) && part.Member("from") is not null)
            )
            {
                Faults.Add(
                    step,
                    "step",
                    $"The step '{step.Text}' is for a person, but {path}{NameOf(part)} says that it carries it out. Name a step of the module there, or none."
                );
            }
        }

        CheckHidden(Json, []);
        foreach (var (entry, step) in Entries("steps").Zip(Template.Steps))
        {
            if (step.By == TemplateActor.Module && !used.Contains(step.Id))
            {
                Faults.Add(
                    entry.Member("id")!,
                    "step",
                    $"Nothing carries out the step '{step.Id}'; a step for a person says \"by\": \"Person\"."
                );
            }
        }
    }

    /// <summary>A plan lists steps: what is carried out while its step isn't part of the guide would be in no plan.</summary>
    /// <param name="value">A part, or something in it.</param>
    /// <param name="around">What it is in, the file left out.</param>
    private void CheckHidden(PositionedJson value, IReadOnlyList<PositionedJson> around)
    {
        foreach (var reference in value.Members.Where(IsReference).Select(member => member.Value))
        {
            var step = Entries("steps").FirstOrDefault(entry => entry.Member("id")?.Text == reference.Text);
            if (step?.Member("when")?.Members.FirstOrDefault(condition => !IsImplied(condition, around)) is { } open)
            {
                Faults.Add(
                    reference,
                    "step",
                    $"This is carried out whatever {open.Name} is, but its step '{reference.Text}' is part of the guide only under a condition on {open.Name}. Give both the same \"when\", or this one a step without it."
                );
            }
        }

        foreach (var member in value.Members)
        {
            CheckHidden(member.Value, [.. around, member.Value]);
        }

        foreach (var item in value.Items)
        {
            CheckHidden(item, [.. around, item]);
        }
    }

    /// <summary>Whether a condition holds wherever a part is carried out: the part has it too, or is made of the parameter and is left out without it.</summary>
    private static bool IsImplied(PositionedMember condition, IReadOnlyList<PositionedJson> around) =>
        TemplateConditions
            .On(condition.Name, around)
            .Any(own =>
                TemplateConditions.IsWithin(
                    (own.Kind, own.Texts.Select(text => text.Text)),
                    (condition.Value.Kind, condition.Value.Texts.Select(text => text.Text))
                )
            )
        || (
            condition.Value.Kind == JsonValueKind.True
            && around.Count > 0
            && around[^1]
                .AllTexts.SelectMany(text => Placeholder.NamesIn(text.Text))
                .Contains(condition.Name, StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>Every reference to a step, with the part that refers to it and the place of that part, such as <c>settings[5]</c>.</summary>
    private static IEnumerable<(PositionedJson Step, PositionedJson Part, string Path)> References(PositionedJson value, string path) =>
        value
            .Members.SelectMany(member =>
                IsReference(member)
                    ? [(member.Value, value, path)]
                    : References(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")
            )
            .Concat(value.Items.SelectMany((item, i) => References(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"))));

    /// <summary>What a part is called, in quotes; empty for one that has no name.</summary>
    private static string NameOf(PositionedJson part) =>
        (part.Member("name") ?? part.Member("displayName") ?? part.Member("value") ?? part.Member("uri")) is { Text: { Length: > 0 } name }
            ? $" '{name}'"
            : "";

    private static bool IsReference(PositionedMember member) =>
        (member.Name == "step" || member.Name.EndsWith("Step", StringComparison.Ordinal)) && member.Value.Kind == JsonValueKind.String;
}
