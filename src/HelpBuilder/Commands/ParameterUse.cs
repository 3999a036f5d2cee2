namespace HelpBuilder.Commands;

/// <summary>What one parameter set says of a parameter.</summary>
/// <param name="Set">The set's name, <see cref="Command.AllSets"/> for every set.</param>
/// <param name="Position">Its place among the unnamed arguments from 0; null if it must be named.</param>
/// <param name="IsMandatory">Whether it must be given.</param>
/// <param name="FromPipeline">Whether it takes the whole object from the pipeline.</param>
/// <param name="FromPipelineByName">Whether it takes the property of its name from the object in the pipeline.</param>
/// <param name="FromRemaining">Whether it takes all arguments that are left.</param>
internal sealed record ParameterUse(
    string Set,
    int? Position,
    bool IsMandatory,
    bool FromPipeline,
    bool FromPipelineByName,
    bool FromRemaining
);
