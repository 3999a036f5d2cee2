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
        foreach (var reference in References(Json))
        {
            used.Add(reference.Text);
            if (!steps.Contains(reference.Text))
            {
                Faults.Add(reference, "step", $"There is no step '{reference.Text}'; there are {string.Join(", ", steps)}.");
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
            else if (step.By == TemplateActor.Person && used.Contains(step.Id))
            {
                Faults.Add(
                    entry.Member("id")!,
                    "step",
                    $"The step '{step.Id}' is for a person, but something else says that it carries it out."
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

    /// <summary>Every reference to a step.</summary>
    private static IEnumerable<PositionedJson> References(PositionedJson value) =>
        value
            .Members.SelectMany(member => IsReference(member) ? [member.Value] : References(member.Value))
            .Concat(value.Items.SelectMany(References));

    private static bool IsReference(PositionedMember member) =>
        (member.Name == "step" || member.Name.EndsWith("Step", StringComparison.Ordinal)) && member.Value.Kind == JsonValueKind.String;
}
